// Go's crypto/x509 as a verifier for `vitrine differ`. Reads a chain a line, and answers each with a line: "taken", or
// "refused" and the reason. A line has six fields between tabs: the time in seconds, "dns:NAME" or "ip:ADDRESS" of a server, or "any"
// for any name and purpose; then in Base64 (DER) the leaf, the intermediates and the roots (each with commas between them), and the
// leaf's PKCS #8 key, not needed here.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if err := verify(strings.Split(strings.TrimSuffix(line, "\n"), "\t")); err != nil {
			fmt.Println("refused", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("taken")
		}
	}
}

func verify(fields []string) error {
	seconds, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return err
	}
	leaf, err := parse(fields[2])
	if err != nil {
		return err
	}
	intermediates, err := pool(fields[3])
	if err != nil {
		return err
	}
	roots, err := pool(fields[4])
	if err != nil {
		return err
	}
	purpose := x509.ExtKeyUsageServerAuth
	name := strings.TrimPrefix(fields[1], "dns:")
	if fields[1] == "any" {
		name, purpose = "", x509.ExtKeyUsageAny
	}
	if address := strings.TrimPrefix(fields[1], "ip:"); address != fields[1] {
		name = "[" + address + "]"
	}
	_, err = leaf.Verify(x509.VerifyOptions{
		DNSName: name, Roots: roots, Intermediates: intermediates, CurrentTime: time.Unix(seconds, 0),
		KeyUsages: []x509.ExtKeyUsage{purpose},
	})
	return err
}

func parse(text string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func pool(texts string) (*x509.CertPool, error) {
	certificates := x509.NewCertPool()
	for _, text := range strings.FieldsFunc(texts, func(r rune) bool { return r == ',' }) {
		certificate, err := parse(text)
		if err != nil {
			return nil, err
		}
		certificates.AddCert(certificate)
	}
	return certificates, nil
}
