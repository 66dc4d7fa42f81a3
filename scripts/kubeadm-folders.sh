#!/usr/bin/env bash
# kubeadm-folders.sh OUT [NAME…]: folders as kubeadm leaves them in the place of /etc/kubernetes, made with openssl. `vitrine pki check` must find
# nothing wrong with any of them (test/kubernetes/folder/kubeadm-folders.test.ts).
#
# What each field is comes from kubeadm's source, by function:
#   pki_helpers.go  cmd/kubeadm/app/util/pkiutil/pki_helpers.go        (read at 025f2834a128, which is 1.31's)
#   certlist.go     cmd/kubeadm/app/phases/certs/certlist.go
#   kubeconfig.go   cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go    (1.29 to 1.31; before, without super-admin.conf)
#   finalize.go     cmd/kubeadm/app/cmd/phases/init/kubeletfinalize.go
#   cert.go         staging/src/k8s.io/client-go/util/cert/cert.go
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: kubeadm-folders.sh OUT [1.28 | 1.31-ecdsa | 1.34-ecdsa | external-ca]…" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077

node=cp1 address=10.0.0.5 server=https://10.0.0.5:6443
# constants.go, CertificateBackdate: five minutes, for clocks that are behind.
start=$(date -u -d '5 minutes ago' +%Y%m%d%H%M%SZ)
# constants.go, CertificateValidity (one year) and CACertificateValidity (ten): of 365 days.
leaf_end=$(date -u -d '365 days' +%Y%m%d%H%M%SZ)
ca_end=$(date -u -d '3650 days' +%Y%m%d%H%M%SZ)

cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = any
[any]
database = $work/index
new_certs_dir = $work
default_md = sha256
policy = anything
preserve = yes
rand_serial = yes
unique_subject = no
[anything]
commonName = supplied
organizationName = optional
[req]
distinguished_name = none
[none]
CNF

# pki_helpers.go, GeneratePrivateKey; keyutil.MarshalPrivateKeyToPEM: PKCS #1 for RSA, SEC 1 for EC. WriteKey: mode 0600.
new_key() { # ALGORITHM FILE
  case $1 in
    RSA-2048) openssl genrsa -traditional -out "$2" 2048 2>/dev/null ;;
    ECDSA-P256) openssl ecparam -name prime256v1 -genkey -noout -out "$2" ;;
    ECDSA-P384) openssl ecparam -name secp384r1 -genkey -noout -out "$2" ;;
  esac
}

sign() { # KEY SUBJECT EXTENSIONS END OUT [ARGUMENTS OF openssl ca]
  local key=$1 subject=$2 extensions=$3 end=$4 certificate=$5
  shift 5
  : >"$work/index"
  printf '%s\n' "$extensions" >"$work/ext.cnf"
  openssl req -new -config "$work/ca.cnf" -key "$key" -subj "$subject" -out "$work/one.csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/one.csr" -extfile "$work/ext.cnf" \
    -startdate "$start" -enddate "$end" -out "$certificate" "$@" 2>/dev/null
  chmod 644 "$certificate" # certutil.WriteCert
}

# cert.go, NewSelfSignedCACert: KeyUsage is keyEncipherment, digitalSignature and certSign (no cRLSign), DNSNames is the common name. Go adds
# the subjectKeyIdentifier of a CA.
authority() { # ALGORITHM PATH CN
  new_key "$1" "$2.key"
  sign "$2.key" "/CN=$3" "keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign
basicConstraints=critical,CA:TRUE
subjectKeyIdentifier=hash
subjectAltName=DNS:$3" "$ca_end" "$2.crt" -selfsign -keyfile "$2.key"
}

# pki_helpers.go, NewSignedCert: KeyUsage is keyEncipherment and digitalSignature for every kind of key (kubeadm issue 3328), IsCA false with
# BasicConstraintsValid, NotBefore the CA's, the names sorted (RemoveDuplicateAltNames). Go adds the authorityKeyIdentifier.
leaf() { # ALGORITHM PATH CA SUBJECT USAGES [NAMES]
  new_key "$1" "$2.key"
  sign "$2.key" "$4" "keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=$5
basicConstraints=critical,CA:FALSE
authorityKeyIdentifier=keyid${6:+
subjectAltName=$6}" "$leaf_end" "$2.crt" -cert "$3.crt" -keyfile "$3.key"
}

data() { base64 -w0 "$1"; }

# kubeconfig.go, buildKubeConfigFromSpec, by kubeconfigutil.CreateWithCerts: one cluster, one user, one context.
kubeconfig() { # ALGORITHM FOLDER FILE USER SUBJECT
  leaf "$1" "$work/user" "$2/pki/ca" "$5" clientAuth
  cat >"$2/$3" <<CONF
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: $(data "$2/pki/ca.crt")
    server: $server
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: $4
  name: $4@kubernetes
current-context: $4@kubernetes
kind: Config
preferences: {}
users:
- name: $4
  user:
    client-certificate-data: $(data "$work/user.crt")
    client-key-data: $(data "$work/user.key")
CONF
}

# finalize.go, runKubeletFinalizeCertRotation: once the kubelet has a pair that it rotates, kubelet.conf names its file.
kubelet_rotates() { # FOLDER
  local pair=$1/var/lib/kubelet/pki/kubelet-client-current.pem
  mkdir -p "${pair%/*}"
  cat "$work/user.crt" "$work/user.key" >"$pair"
  sed -i "s#client-certificate-data: .*#client-certificate: $pair#; s#client-key-data: .*#client-key: $pair#" "$1/kubelet.conf"
}

folder() { # NAME VERSION ALGORITHM
  local dir=$out/$1 version=$2 algorithm=$3 pki=$out/$1/pki
  mkdir -p "$pki/etcd"
  # Until 1.28 the administrator and the API server's clients are of system:masters; since 1.29 kubeadm:cluster-admins, and super-admin.conf
  # (kubeconfig.go, getKubeConfigSpecsBase; certlist.go, KubeadmCertKubeletClient).
  local admins=kubeadm:cluster-admins
  [ "$version" != 1.28 ] || admins=system:masters
  authority "$algorithm" "$pki/ca" kubernetes
  authority "$algorithm" "$pki/front-proxy-ca" front-proxy-ca
  authority "$algorithm" "$pki/etcd/ca" etcd-ca
  # pki_helpers.go, GetAPIServerAltNames.
  leaf "$algorithm" "$pki/apiserver" "$pki/ca" /CN=kube-apiserver serverAuth \
    "DNS:$node,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:10.96.0.1,IP:$address"
  leaf "$algorithm" "$pki/apiserver-kubelet-client" "$pki/ca" "/O=$admins/CN=kube-apiserver-kubelet-client" clientAuth
  leaf "$algorithm" "$pki/front-proxy-client" "$pki/front-proxy-ca" /CN=front-proxy-client clientAuth
  # pki_helpers.go, getAltNames; certlist.go, KubeadmCertEtcdServer: clientAuth too (etcd issue 9785).
  local names="DNS:$node,DNS:localhost,IP:$address,IP:127.0.0.1,IP:::1"
  leaf "$algorithm" "$pki/etcd/server" "$pki/etcd/ca" "/CN=$node" serverAuth,clientAuth "$names"
  leaf "$algorithm" "$pki/etcd/peer" "$pki/etcd/ca" "/CN=$node" serverAuth,clientAuth "$names"
  # certlist.go: the organization of etcd's clients, system:masters, is gone since 1.29: etcd asks for none.
  local masters=
  [ "$version" != 1.28 ] || masters=/O=system:masters
  leaf "$algorithm" "$pki/etcd/healthcheck-client" "$pki/etcd/ca" "$masters/CN=kube-etcd-healthcheck-client" clientAuth
  leaf "$algorithm" "$pki/apiserver-etcd-client" "$pki/etcd/ca" "$masters/CN=kube-apiserver-etcd-client" clientAuth
  # certs.go, CreateServiceAccountKeyAndPublicKeyFiles: RSA until v1beta4's encryptionAlgorithm says otherwise; both files 0600.
  new_key "$algorithm" "$pki/sa.key"
  openssl pkey -in "$pki/sa.key" -pubout -out "$pki/sa.pub"
  kubeconfig "$algorithm" "$dir" admin.conf kubernetes-admin "/O=$admins/CN=kubernetes-admin"
  [ "$version" = 1.28 ] ||
    kubeconfig "$algorithm" "$dir" super-admin.conf kubernetes-super-admin /O=system:masters/CN=kubernetes-super-admin
  kubeconfig "$algorithm" "$dir" controller-manager.conf system:kube-controller-manager /CN=system:kube-controller-manager
  kubeconfig "$algorithm" "$dir" scheduler.conf system:kube-scheduler /CN=system:kube-scheduler
  kubeconfig "$algorithm" "$dir" kubelet.conf "system:node:$node" "/O=system:nodes/CN=system:node:$node"
  kubelet_rotates "$dir"
}

# certs.go, UseExternalCA and UseExternalFrontProxyCA: the certificate of the CA without its key.
external() {
  folder external-ca 1.31 ECDSA-P256
  rm "$out/external-ca/pki/ca.key" "$out/external-ca/pki/front-proxy-ca.key"
}

[ $# -gt 0 ] || set -- 1.28 1.31-ecdsa 1.34-ecdsa external-ca
for name; do
  case $name in
    1.28) folder 1.28 1.28 RSA-2048 ;;
    1.31-ecdsa) folder 1.31-ecdsa 1.31 ECDSA-P256 ;;
    1.34-ecdsa) folder 1.34-ecdsa 1.34 ECDSA-P384 ;;
    external-ca) external ;;
    *) echo "no such folder: $name" >&2; exit 2 ;;
  esac
done
