// Java's JSSE as client and as server; see peer-programs.ts. The trust stores are made by keytool, in the same process.
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.security.*;
import java.util.*;
import javax.net.ssl.*;

public class Peer {
  static final char[] PASSWORD = "changeit".toCharArray();
  static final List<String> KINDS = List.of("RSA", "ECDSA");
  static final Map<String, SSLContext> CONTEXTS = new HashMap<>();

  static void trustStore(String kind) throws Exception {
    sun.security.tools.keytool.Main.main(new String[] {"-importcert", "-noprompt", "-alias", "ca", "-file", kind + "-ca.crt",
        "-keystore", kind + "-trust.p12", "-storetype", "PKCS12", "-storepass", "changeit"});
  }

  static KeyStore store(String path) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(path))) { store.load(in, PASSWORD); }
    return store;
  }

  static SSLContext newContext(String kind, String own) throws Exception {
    KeyManager[] keys = null;
    if (own != null) {
      // The other one, PKIX, derives the key of the store anew for each handshake.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store(kind + "-" + own + ".p12"), PASSWORD);
      keys = factory.getKeyManagers();
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store(kind + "-trust.p12"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  static SSLContext context(String kind, String own) throws Exception {
    String key = kind + " " + own;
    if (!CONTEXTS.containsKey(key)) CONTEXTS.put(key, newContext(kind, own));
    return CONTEXTS.get(key);
  }

  static void post(String id, String url, SSLContext context, byte[] body) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) new URL(url).openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Connection", "close");
    connection.getOutputStream().write(body);
    Files.write(Path.of(id + ".answer"), connection.getInputStream().readAllBytes());
  }

  // Lines of `ID URL KIND mutual|server-only`: posts the object, and keeps the answer.
  static void client() throws Exception {
    byte[] body = Files.readAllBytes(Path.of("config-map.json"));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] words = line.split(" ");
      try {
        post(words[0], words[1], context(words[2], words[3].equals("mutual") ? "client" : null), body);
        System.out.println("done " + words[0]);
      } catch (Exception error) {
        System.out.println("done " + words[0] + " " + error);
      }
    }
  }

  // For each kind, with and without client certificates, an echo; tells their ports.
  static void serve() throws Exception {
    for (String kind : KINDS) {
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
  }

  public static void main(String[] args) throws Exception {
    for (String kind : KINDS) trustStore(kind);
    serve();
    client();
  }
}
