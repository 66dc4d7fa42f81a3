/** Options of OpenSSL's s_client and s_server that are not built here, each with the reason, or with what there is in its place. */

/** @param names - with a space between. */
const of = (reason: string, names: string) => Object.fromEntries(names.split(' ').map((name) => [name, reason]));

/** Both commands' options. */
const NEITHER: Readonly<Record<string, string>> = {
  ...of('there is no version before TLS 1.2 (RFC 8996)', 'ssl3 tls1 tls1_1'),
  ...of('there is no DTLS', 'dtls dtls1 dtls1_2 timeout mtu listen sctp sctp_label_bug use_srtp'),
  ...of(
    'there are no keys shared beforehand; -sess_in of s_client resumes a session',
    'psk psk_identity psk_session psk_hint',
  ),
  ...of(
    'early data can be replayed: it is neither sent nor taken',
    'early_data max_early_data recv_max_early_data anti_replay no_anti_replay',
  ),
  ...of('use -msg for the messages, or -explain for every byte', 'debug security_debug security_debug_verbose'),
  ...of('use -msg for the messages, or -explain for the states too', 'state'),
  ...of('use -explain', 'trace tlsextdebug'),
  ...of('use -msg, which prints to standard output, or -record FILE, which explain handshake -replay shows', 'msgfile'),
  ...of('-sigalgs names the schemes of both sides', 'client_sigalgs'),
  ...of('groups of finite fields are not here; -groups names those that are', 'dhparam no_dhe'),
  ...of('-groups names the groups', 'named_curve'),
  ...of('-ciphersuites and -cipher name the suites, the preferred first', 'prioritize_chacha'),
  ...of(
    'name suites, groups and schemes by -ciphersuites, -groups and -sigalgs',
    'suiteB_128 suiteB_128_only suiteB_192 auth_level',
  ),
  ...of('there is no compression (RFC 9325 §3.3)', 'comp'),
  ...of(
    'there is no renegotiation (RFC 9325 §3.5); TLS 1.3 has K, which updates the keys',
    'legacy_renegotiation client_renegotiation legacy_server_connect',
  ),
  ...of('a resumed session always has fresh keys too (psk_dhe_ke)', 'allow_no_dhe_kex'),
  ...of(
    'an end without close_notify may be an attacker’s (RFC 8446 §6.1), and stays an error',
    'ignore_unexpected_eof',
  ),
  ...of('no fault of other implementations is worked around', 'bugs debug_broken_protocol'),
  ...of('the messages for middleboxes are always sent (RFC 8446 appendix D.4)', 'no_middlebox'),
  ...of('ALPN took its place (RFC 7301): -alpn', 'nextprotoneg'),
  ...of(
    'it says how OpenSSL reads and writes, not what is sent; leave it out',
    'async nbio_test read_buf max_pipelines split_send_frag sendfile',
  ),
  ...of('records are as large as the peer allows (RFC 8449)', 'max_send_frag maxfraglen'),
  ...of('SRP is not here', 'srpuser srppass srp_lateuser srp_moregroups srp_strength srpvfile srpuserseed'),
  ...of(
    'keys and roots come from files: -cert, -key, -CAfile, -CApath',
    'engine ssl_client_engine provider provider-path propquery CAstore chainCAstore verifyCAstore no-CAstore',
  ),
  ...of('give each setting as an option', 'ssl_config'),
  ...of('random bytes are the system’s, and none are written', 'writerand'),
  ...of('use -CAfile or -CApath', 'verifyCAfile verifyCApath'),
  ...of(
    '-cert_chain names the certificates that are sent after the own one',
    'build_chain chainCAfile chainCApath xchain xchain_build',
  ),
  ...of(
    'there is one certificate for all peers; s_server has a second for a name: -servername, -cert2',
    'xcert xkey xcertform xkeyform',
  ),
  ...of('names are printed in one line; x509 -nameopt prints them otherwise', 'nameopt'),
  ...of('TLS extensions of one’s own are not here', 'serverinfo'),
  ...of('lists come from files: -CRL, with -crl_check', 'crl_download'),
  ...of('the form of a list is found by itself', 'CRLform'),
  ...of(
    'keep the chain (-showcerts) and ask vitrine verify, which has it',
    'policy policy_check policy_print explicit_policy inhibit_any inhibit_map verify_depth purpose verify_name verify_email ignore_critical no_check_time extended_crl use_deltas check_ss_sig',
  ),
  ...of('proxy certificates are not here', 'allow_proxy_certs'),
  ...of('it is deprecated in OpenSSL, and does nothing there', 'issuer_checks no_alt_chains'),
};

/** Those of s_client. */
export const NOT_BUILT_IN_CLIENT: Readonly<Record<string, string>> = {
  ...NEITHER,
  ...of(
    'there is no DANE; -CAfile can name the certificate of the server itself',
    'dane_tlsa_domain dane_tlsa_rrdata dane_ee_no_namechecks',
  ),
  ...of('SCTs are not checked; inspect HOST:PORT shows those of a certificate', 'ct noct ctlogfile'),
  ...of('a client shows its certificate in the handshake or not at all', 'enable_pha'),
  ...of('a client names no CAs', 'requestCAfile'),
  ...of('-starttls does not speak XMPP', 'xmpphost'),
};

/** Those of s_server. */
export const NOT_BUILT_IN_SERVER: Readonly<Record<string, string>> = {
  ...NEITHER,
  ...of(
    'a server has one certificate, and a second for a name: -servername, -cert2',
    'dcert dkey dcert_chain dcertform dkeyform dpass',
  ),
  ...of('a name without a certificate gets the one of -cert', 'servername_fatal'),
  ...of('a server without a certificate can be anybody', 'nocert'),
  ...of('clients are known by a name: -verify_hostname', 'verify_ip'),
  ...of(
    'the response comes from a file: -status_file (vitrine ocsp asks for one)',
    'status_url status_timeout status_verbose proxy no_proxy',
  ),
  ...of('use -no_ticket', 'no_resume_ephemeral'),
  ...of('the store of sessions is this process’s own', 'ext_cache id_prefix'),
  ...of('a server keeps its state itself, and sends no cookie', 'stateless'),
  ...of('the names of the roots of -CAfile are sent to clients where they fit', 'no_ca_names'),
  ...of('a session does not end with standard input', 'no_ign_eof'),
};
