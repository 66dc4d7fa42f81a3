// Go's crypto/tls as client and as server; see peer-programs.ts.
package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
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
	config := &tls.Config{RootCAs: pool, ClientCAs: pool, ServerName: "localhost"}
	if own != "" {
		pair, err := tls.LoadX509KeyPair(kind+"-"+own+".crt", kind+"-"+own+".key")
		must(err)
		config.Certificates = []tls.Certificate{pair}
	}
	return config
}

// Lines of `ID PORT KIND mutual|server-only`: posts the body, and tells the digest of the answer.
func client() {
	body, err := os.ReadFile("body")
	must(err)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		own := ""
		if words[3] == "mutual" {
			own = "client"
		}
		conn, err := tls.Dial("tcp", "127.0.0.1:"+words[1], configOf(words[2], own))
		must(err)
		fmt.Fprintf(conn, "POST /%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", words[0], len(body))
		conn.Write(body)
		answer, err := io.ReadAll(conn)
		must(err)
		parts := strings.SplitN(string(answer), "\r\n\r\n", 2)
		fmt.Printf("%s %x\n", words[0], sha256.Sum256([]byte(parts[1])))
		conn.Close()
	}
}

// For each kind, with and without client certificates, an echo; tells their ports.
func server() {
	for _, kind := range []string{"RSA", "ECDSA"} {
		for _, auth := range []string{"mutual", "server-only"} {
			config := configOf(kind, "server")
			if auth == "mutual" {
				config.ClientAuth = tls.RequireAndVerifyClientCert
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
	io.Copy(io.Discard, os.Stdin)
}

func main() {
	if os.Args[1] == "client" {
		client()
	} else {
		server()
	}
}
