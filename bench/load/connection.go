package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

const (
	answerLimit = 10 * time.Second
	maxBody     = 4 << 10
)

// connection is one keep-alive connection to the proxy, opened again only where the proxy asked for it or broke it.
type connection struct {
	target string
	conn   net.Conn
	reader *bufio.Reader
}

// get gives the status and body, or status 0 with what went wrong on the way.
func (c *connection) get(host, path string) (int, string) {
	status, body, err := c.try(host, path)
	if err != nil {
		c.close()
		return 0, err.Error()
	}
	return status, body
}

func (c *connection) try(host, path string) (int, string, error) {
	if c.conn == nil {
		conn, err := net.DialTimeout("tcp", c.target, answerLimit)
		if err != nil {
			return 0, "", err
		}
		c.conn, c.reader = conn, bufio.NewReader(conn)
	}
	if err := c.conn.SetDeadline(time.Now().Add(answerLimit)); err != nil {
		return 0, "", err
	}
	if _, err := fmt.Fprintf(c.conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, host); err != nil {
		return 0, "", err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return 0, "", err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	response.Body.Close()
	if response.Close {
		c.close()
	}
	return response.StatusCode, string(body), err
}

func (c *connection) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}
