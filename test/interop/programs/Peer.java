// Java's JSSE as client and as server; see peer-programs.ts. The trust stores are keytool's.
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.security.*;
import java.util.*;
import javax.net.ssl.*;

public class Peer {
  static final char[] PASSWORD = "changeit".toCharArray();

  static KeyStore store(String path) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(path))) { store.load(in, PASSWORD); }
    return store;
  }

  static SSLContext context(String kind, String own) throws Exception {
    KeyManager[] keys = null;
    if (own != null) {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store(kind + "-" + own + ".p12"), PASSWORD);
      keys = factory.getKeyManagers();
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store(kind + "-trust.p12"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  // Lines of `ID PORT KIND mutual|server-only`: posts the body, and tells the digest of the answer.
  static void client() throws Exception {
    byte[] body = Files.readAllBytes(Path.of("body"));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] words = line.split(" ");
      URL url = new URL("https://localhost:" + words[1] + "/" + words[0]);
      HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
      connection.setSSLSocketFactory(context(words[2], words[3].equals("mutual") ? "client" : null).getSocketFactory());
      connection.setDoOutput(true);
      connection.setRequestProperty("Connection", "close");
      connection.getOutputStream().write(body);
      byte[] answer = connection.getInputStream().readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer);
      System.out.println(words[0] + " " + HexFormat.of().formatHex(digest));
    }
  }

  // For each kind, with and without client certificates, an echo; tells their ports.
  static void server() throws Exception {
    for (String kind : List.of("RSA", "ECDSA")) {
      for (String auth : List.of("mutual", "server-only")) {
        SSLServerSocket server = (SSLServerSocket) context(kind, "server").getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        server.setNeedClientAuth(auth.equals("mutual"));
        System.out.println(kind + " " + auth + " " + server.getLocalPort());
        Thread thread = new Thread(() -> {
          while (true) {
            try (Socket socket = server.accept()) {
              socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException error) {
              System.err.println(error);
            }
          }
        });
        thread.setDaemon(true);
        thread.start();
      }
    }
    System.out.println("ready");
    System.in.read();
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("client")) client(); else server();
  }
}
