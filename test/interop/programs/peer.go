// Go's crypto/tls as client and as server; see peer-programs.ts.
package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func configOf(kind, own string) *tls.Config {
	pem, err := os.ReadFile(kind + "-ca.crt")
	must(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: pool, ClientCAs: pool, ClientSessionCache: tls.NewLRUClientSessionCache(8)}
	if own != "" {
		pair, err := tls.LoadX509KeyPair(kind+"-"+own+".crt", kind+"-"+own+".key")
		must(err)
		config.Certificates = []tls.Certificate{pair}
	}
	return config
}

var clients = map[string]*http.Client{}

func clientOf(origin, kind, auth string) *http.Client {
	key := origin + kind + auth
	if clients[key] == nil {
		own := ""
		if auth == "mutual" {
			own = "client"
		}
		clients[key] = &http.Client{Transport: &http.Transport{TLSClientConfig: configOf(kind, own), DisableKeepAlives: true}}
	}
	return clients[key]
}

func post(id, url, kind, auth string, body []byte) error {
	client := clientOf(strings.Join(strings.SplitN(url, "/", 4)[:3], "/"), kind, auth)
	response, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return os.WriteFile(id+".answer", answer, 0o600)
}

// Lines of `ID URL KIND mutual|server-only`: posts the object, and keeps the answer.
func client() {
	body, err := os.ReadFile("config-map.json")
	must(err)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if err := post(words[0], words[1], words[2], words[3], body); err != nil {
			fmt.Println("done", words[0], err)
		} else {
			fmt.Println("done", words[0])
		}
	}
}

// For each kind, with and without client certificates, an echo; tells their ports.
func serve() {
	for _, kind := range []string{"RSA", "ECDSA"} {
		for _, auth := range []string{"mutual", "server-only"} {
			config := configOf(kind, "server")
			if auth == "mutual" {
				config.ClientAuth = tls.RequireAndVerifyClientCert
				if kind == "RSA" {
					config.CurvePreferences = []tls.CurveID{tls.CurveP384}
				}
			}
			listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
			must(err)
			fmt.Printf("%s %s %d\n", kind, auth, listener.Addr().(*net.TCPAddr).Port)
			go func() {
				for {
					conn, err := listener.Accept()
					must(err)
					go func() { io.Copy(conn, conn); conn.Close() }()
				}
			}()
		}
	}
	fmt.Println("ready")
}

func main() {
	serve()
	client()
}
