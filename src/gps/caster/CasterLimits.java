package depot.gps.caster;

import java.time.Duration;

/**
 * What one client, and all together, may use of this process.
 *
 * @param clients connections at a time, those that have not asked yet included
 * @param tlsClients of those, by TLS: each costs memory, and three open files in this process
 * @param headBytes largest head of a request
 * @param headWithin a request's head has to come whole in this time, and its password be checked
 * @param sendBufferBytes of a connection, in the kernel: what a client that does not read costs, and how far it is behind when that shows
 * @param stuckFor a write that makes no headway for this long ends the connection
 * @param incomingBytesPerSecond from one client; more ends the connection
 */
public record CasterLimits(int clients, int tlsClients, int headBytes, Duration headWithin, int sendBufferBytes, Duration stuckFor,
        int incomingBytesPerSecond) {}
