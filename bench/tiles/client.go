package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
)

// client asks on one connection and does no more than it must, so that what answers is measured and not what asks.
type client struct {
	conn    net.Conn
	in      *bufio.Reader
	address string
	ask     []byte
	body    bytes.Buffer
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), address: address}, nil
}

// get returns the answer's status and body, which is good until the next call. headers are whole lines, each with its end.
func (c *client) get(path, headers string) (status int, body []byte, err error) {
	c.ask = fmt.Appendf(c.ask[:0], "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, c.address, headers)
	if _, err := c.conn.Write(c.ask); err != nil {
		return 0, nil, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil || len(line) < len("HTTP/1.1 200") {
		return 0, nil, fmt.Errorf("no answer: %q, %w", line, err)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length, chunked, err := c.readHeaders()
	if err != nil {
		return 0, nil, err
	}
	c.body.Reset()
	if chunked {
		if _, err := c.body.ReadFrom(httputil.NewChunkedReader(c.in)); err != nil {
			return 0, nil, err
		}
		_, err = c.in.Discard(len("\r\n"))
	} else {
		_, err = io.CopyN(&c.body, c.in, length)
	}
	return status, c.body.Bytes(), err
}

func (c *client) readHeaders() (length int64, chunked bool, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			return length, chunked, nil
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return 0, false, err
			}
		}
		chunked = chunked || bytes.Equal(line, []byte("Transfer-Encoding: chunked"))
	}
}
