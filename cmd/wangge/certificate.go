package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/certificate"
)

type certificateCmd struct {
	Verify certificateVerifyCmd `cmd:"" help:"Check a certificate (权属凭证), without the database."`
	Keys   certificateKeysCmd   `cmd:"" help:"Print the public keys that certificates are checked with."`
	Rotate certificateRotateCmd `cmd:"" help:"Make a new key for the certificates to come; those of the old one stay good."`
}

type certificateVerifyCmd struct {
	File     string `arg:"" help:"File that holds the certificate; - reads it from the input."`
	Keys     string `help:"File of public keys, as /api/v1/certificate-keys gives it. Default: those of this installation." placeholder:"FILE" type:"path"`
	TimeZone string `help:"Time zone that times are told in." default:"Asia/Shanghai" env:"WANGGE_TIME_ZONE"`
}

// Help is printed by wangge certificate verify --help.
func (c *certificateVerifyCmd) Help() string {
	return "Ends with 0 when the certificate is genuine, 3 when it is not, and 2 when a file can't be read."
}

func (c *certificateVerifyCmd) Run(ctx context.Context, a *app) error {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return geo.Errorf(geo.Invalid, "--time-zone", "there is no time zone %q", c.TimeZone)
	}
	ring, err := c.ring(a)
	if err != nil {
		return err
	}
	text, err := c.read(a)
	if err != nil {
		return err
	}
	payload, err := ring.Verify(text)
	var refusal *certificate.Refusal
	if errors.As(err, &refusal) {
		if a.JSON {
			err = printJSON(a.out, map[string]any{"valid": false, "why": refusal.Why})
		} else {
			_, err = fmt.Fprintf(a.out, "NOT GENUINE 不是真凭证\n%s\n%s\n", refusal.Why.ZH, refusal.Why.EN)
		}
		return errors.Join(err, geo.Errorf(geo.Forbidden, "", "the certificate is not genuine"))
	}
	if err != nil {
		return err
	}
	if a.JSON {
		return printJSON(a.out, map[string]any{"valid": true, "payload": payload})
	}
	zh, en := payload.Lines(zone)
	_, err = fmt.Fprintf(a.out, "GENUINE 真凭证\n\n%s\n\n%s\n", strings.Join(zh, "\n"), strings.Join(en, "\n"))
	return err
}

func (c *certificateVerifyCmd) ring(a *app) (*certificate.Ring, error) {
	if c.Keys == "" {
		return a.certificateRing()
	}
	f, err := os.Open(c.Keys)
	if err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: "--keys", Msg: c.Keys + " can't be read", Err: err}
	}
	ring, err := certificate.ReadRing(f)
	return ring, errors.Join(err, f.Close())
}

// read returns what the file holds; what is longer than any certificate is read far enough to see that.
func (c *certificateVerifyCmd) read(a *app) (string, error) {
	in := a.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return "", &geo.Error{Kind: geo.Invalid, Field: "FILE", Msg: c.File + " can't be read", Err: err}
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, 4*certificate.MaxToken))
	if err != nil {
		return "", &geo.Error{Kind: geo.Invalid, Field: "FILE", Msg: c.File + " can't be read", Err: err}
	}
	return string(bytes.TrimPrefix(raw, []byte("\ufeff"))), nil // editors on Windows put it there
}

type certificateKeysCmd struct{}

func (c *certificateKeysCmd) Run(a *app) error {
	ring, err := a.certificateRing()
	if err != nil {
		return err
	}
	return printJSON(a.out, ring)
}

type certificateRotateCmd struct{}

func (c *certificateRotateCmd) Run(a *app) error {
	if _, err := a.certificateIssuer(); err != nil { // the old key is noted, and the folder is there
		return err
	}
	seed := make([]byte, 32)
	_, _ = rand.Read(seed) // never fails
	ring, err := a.noteCertificateKey(seed)
	if err != nil {
		return err
	}
	if err := a.writeKeyFile(certificateKey, seed); err != nil {
		return err
	}
	p := &printer{w: a.out}
	if a.JSON {
		return printJSON(a.out, ring)
	}
	p.line("Certificates are signed with key %s once every process has been started again.", ring.Keys[len(ring.Keys)-1].ID)
	return p.err
}
