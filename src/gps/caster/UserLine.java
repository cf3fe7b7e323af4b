package depot.gps.caster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
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

    /** What is typed at a terminal is not shown. The JDK's console would not do: it wants the output to be a terminal, too. */
    private static String password() throws IOException {
        boolean terminal = stty("-echo");
        if (terminal) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    stty("echo"); // also after Ctrl-C
                } catch (IOException e) {
                    System.err.println("type `stty echo`: " + e.getMessage());
                }
            }));
            System.err.print("Password: ");
        }
        String typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (terminal) {
            System.err.println();
        }
        return typed;
    }

    /** Whether standard input is a terminal, which now shows what is typed, or does not. */
    private static boolean stty(String echo) throws IOException {
        try {
            return new ProcessBuilder("stty", echo).redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }
}
