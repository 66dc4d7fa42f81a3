// Java's TLS client as a verifier for `vitrine differ`: the trust manager (PKIX, without revocation) and the check of the host name that
// HTTPS uses. Reads a chain a line, and answers each with a line, as verify.go does. For any name and purpose a path is built and
// validated alone; two more fields then give revocation lists, and policies ("explicit", "no-mapping" and "no-any" among their OIDs).
// The name's check is not public:
// java --add-exports java.base/sun.security.util=ALL-UNNAMED Verify.java

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
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
    X509CertSelector target = new X509CertSelector();
    if (fields[1].equals("any")) target.setCertificate(chain.get(0));
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.setRevocationEnabled(false);
    parameters.setDate(new Date(1000 * Long.parseLong(fields[0])));
    if (fields[1].equals("any")) {
      build(parameters, chain, fields);
      return;
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
    manager.checkServerTrusted(chain.toArray(new X509Certificate[0]), "ECDHE_RSA");
    String name = fields[1].substring(fields[1].indexOf(':') + 1);
    HostnameChecker.getInstance(HostnameChecker.TYPE_TLS).match(name, chain.get(0));
  }

  /** Revocation is checked where there are lists. */
  static void build(PKIXBuilderParameters parameters, List<X509Certificate> certificates, String[] fields) throws Exception {
    List<Object> store = new ArrayList<>(certificates);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (String text : fields.length > 6 ? fields[6].split(",") : new String[0]) {
      store.add(factory.generateCRL(new ByteArrayInputStream(Base64.getDecoder().decode(text))));
      parameters.setRevocationEnabled(true);
    }
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
    if (fields.length > 7) {
      Set<String> policies = new HashSet<>(List.of(fields[7].split(",")));
      parameters.setExplicitPolicyRequired(policies.remove("explicit"));
      parameters.setPolicyMappingInhibited(policies.remove("no-mapping"));
      parameters.setAnyPolicyInhibited(policies.remove("no-any"));
      parameters.setInitialPolicies(policies.contains("2.5.29.32.0") ? Set.of() : policies);
    }
    CertPathBuilder.getInstance("PKIX").build(parameters);
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
