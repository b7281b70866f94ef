package main

import (
	"io"
	"log"
	"net"
	"net/http"
)

// startOrigins starts a server on a free loopback port for each name; a request is answered with the name.
func startOrigins(names []string) ([]int, error) {
	ports := make([]int, 0, len(names))
	for _, name := range names {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if _, err := io.WriteString(w, name); err != nil {
				log.Print(err)
			}
		})}
		go func() { log.Print(server.Serve(listener)) }()
	}
	return ports, nil
}
