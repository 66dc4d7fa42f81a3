// What Go makes of keys, requests and certificates, and some of its own: JSON in, JSON out.
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"time"
)

type forms struct{ Kind, Key, Request, Certificate, Public string }
type answer struct {
	Found  map[string]string
	Theirs []forms
}

func der(text string) []byte {
	block, _ := pem.Decode([]byte(text))
	return block.Bytes
}

func text(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func same(public, key any) bool {
	return public.(interface{ Equal(crypto.PublicKey) bool }).Equal(key.(crypto.Signer).Public())
}

func judge(f forms) error {
	key, err := x509.ParsePKCS8PrivateKey(der(f.Key))
	if err != nil {
		return err
	}
	public, err := x509.ParsePKIXPublicKey(der(f.Public))
	if err != nil {
		return err
	}
	request, err := x509.ParseCertificateRequest(der(f.Request))
	if err != nil {
		return err
	}
	certificate, err := x509.ParseCertificate(der(f.Certificate))
	if err != nil {
		return err
	}
	if !same(public, key) || !same(request.PublicKey, key) || !same(certificate.PublicKey, key) {
		return fmt.Errorf("another key")
	}
	if err := request.CheckSignature(); err != nil {
		return err
	}
	return certificate.CheckSignature(certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func own(kind string, key crypto.Signer) forms {
	name := pkix.Name{CommonName: kind}
	request := must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: name}, key))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: name, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign}
	certificate := must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	return forms{kind, text("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))), text("CERTIFICATE REQUEST", request),
		text("CERTIFICATE", certificate), text("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(key.Public())))}
}

func main() {
	var ours []forms
	if err := json.NewDecoder(os.Stdin).Decode(&ours); err != nil {
		panic(err)
	}
	found := map[string]string{}
	for _, f := range ours {
		found[f.Kind] = "ok"
		if err := judge(f); err != nil {
			found[f.Kind] = err.Error()
		}
	}
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	theirs := []forms{own("rsa", must(rsa.GenerateKey(rand.Reader, 2048))), own("ed25519", ed)}
	for name, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()} {
		theirs = append(theirs, own(name, must(ecdsa.GenerateKey(curve, rand.Reader))))
	}
	json.NewEncoder(os.Stdout).Encode(answer{found, theirs})
}
