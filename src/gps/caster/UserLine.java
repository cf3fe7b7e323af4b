package depot.gps.caster;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Makes a line for the users file:
 *
 * <pre>java -cp depot-gps.jar depot.gps.caster.UserLine NAME MOUNTPOINTS [ITERATIONS]</pre>
 *
 * asks for the password, or reads it from standard input, as other users can see the arguments of a process. The line goes to
 * standard output.
 */
public final class UserLine {
    private UserLine() {}

    public static void main(String[] arguments) throws IOException {
        if (!usable(arguments)) {
            System.err.println("usage: UserLine NAME MOUNTPOINTS [ITERATIONS], the password on standard input");
            System.err.println("MOUNTPOINTS as RTCM3,ROVER, or * for all; ITERATIONS 1000 or more");
            System.exit(2);
        }
        int iterations = arguments.length == 3 ? Integer.parseInt(arguments[2]) : PasswordHash.ITERATIONS;
        String password = password();
        if (password == null || password.isEmpty()) {
            System.err.println("no password came");
            System.exit(2);
        }
        System.out.println(line(arguments[0], password, arguments[1], iterations));
    }

    private static boolean usable(String[] arguments) {
        return (arguments.length == 2 || arguments.length == 3 && arguments[2].matches("[1-9][0-9]{3,6}"))
                && arguments[0].matches("[^\\s:#][^\\s:]*") && arguments[1].matches("\\S+");
    }

    static String line(String user, String password, String mountpoints, int iterations) {
        return user + " " + PasswordHash.make(password, iterations).encode() + " " + mountpoints;
    }

    private static String password() throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? null : new String(typed);
        }
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }
}
