/** Runs keytool once for each line of standard input, whose words tabs part: one virtual machine for all of them. */
public final class KeytoolLines {
    public static void main(String[] args) throws Exception {
        for (String line : new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
            sun.security.tools.keytool.Main.main(line.split("\t"));
        }
    }
}
