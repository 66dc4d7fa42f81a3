// Java's TLS client as a verifier for `vitrine differ`: the trust manager (PKIX, without revocation) and the check of the host name that
// HTTPS uses. Reads a chain a line, and answers each with a line, as verify.go does. The name's check is not public:
// java --add-exports java.base/sun.security.util=ALL-UNNAMED Verify.java

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import sun.security.util.HostnameChecker;

public class Verify {
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "US-ASCII"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        verify(line.split("\t", -1));
        answer = "taken";
      } catch (Exception refused) {
        Throwable cause = refused;
        while (cause.getCause() != null) cause = cause.getCause();
        answer = "refused " + cause.getClass().getSimpleName() + ": " + cause.getMessage();
      }
      System.out.println(answer.replaceAll("[\\r\\n]+", " "));
      System.out.flush();
    }
  }

  static void verify(String[] fields) throws Exception {
    List<X509Certificate> chain = new ArrayList<>(parse(fields[2]));
    chain.addAll(parse(fields[3]));
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate root : parse(fields[4])) anchors.add(new TrustAnchor(root, null));
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    parameters.setDate(new Date(1000 * Long.parseLong(fields[0])));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
    manager.checkServerTrusted(chain.toArray(new X509Certificate[0]), "ECDHE_RSA");
    String name = fields[1].substring(fields[1].indexOf(':') + 1);
    HostnameChecker.getInstance(HostnameChecker.TYPE_TLS).match(name, chain.get(0));
  }

  static List<X509Certificate> parse(String texts) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (String text : texts.split(",")) {
      if (text.isEmpty()) continue;
      byte[] der = Base64.getDecoder().decode(text);
      certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    return certificates;
  }
}
