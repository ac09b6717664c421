package notice

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Payload is what a webhook is sent. Its form is part of the API.
type Payload struct {
	ID    int64       `json:"id"` // of the notice: the same whenever it is sent again
	At    time.Time   `json:"at"`
	Kind  string      `json:"kind"`
	Title Words       `json:"title"`
	Case  PayloadCase `json:"case"`
}

// PayloadCase is what it tells of the case. Of a sensitive one category and area are left out.
type PayloadCase struct {
	ID        string `json:"id"`
	URL       string `json:"url,omitempty"`
	State     string `json:"state"`
	Severity  string `json:"severity"`
	Sensitive bool   `json:"sensitive"`
	Category  string `json:"category,omitempty"`
	Area      string `json:"area,omitempty"` // code of the cell, or of the area that answers where no cell does
}

func (s *Sender) payload(m Message) Payload {
	c := PayloadCase{ID: m.CaseID.String(), URL: s.caseURL(m), State: string(m.State), Severity: m.Severity.String(), Sensitive: m.Sensitive}
	if !m.Sensitive {
		c.Category, c.Area = m.Category, m.Area
	}
	return Payload{ID: m.Notice, At: m.At.UTC(), Kind: string(m.Kind), Title: Title(m.Kind, m.Title, m.Sensitive), Case: c}
}

// SignatureHeader carries t=<seconds since 1970>,v1=<signature>.
const SignatureHeader = "Wangge-Signature"

// Sign returns the value of SignatureHeader for a body sent at a moment: HMAC-SHA256 over "<seconds>.<body>" with secret, in hex.
// Whoever receives it computes the same, compares in constant time, and refuses what is older than five minutes.
func Sign(secret, body []byte, at time.Time) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

func (s *Sender) webhook(ctx context.Context, m Message, secret []byte) (int, error) {
	body, err := json.Marshal(s.payload(m))
	if err != nil {
		return 0, err
	}
	headers := map[string]string{"Wangge-Notice": itoa(m.Notice), "Wangge-Event": string(m.Kind)}
	if len(secret) > 0 {
		headers[SignatureHeader] = Sign(secret, body, s.Now())
	}
	status, _, err := s.call(ctx, m.Hook.URL, body, headers)
	return status, err
}

// chat sends to the robot of a group: https://developer.work.weixin.qq.com/document/path/91770 (WeCom) and
// https://open.dingtalk.com/document/robots/custom-robot-access (DingTalk). Both answer 200 to everything, and say in the body
// whether they took it.
func (s *Sender) chat(ctx context.Context, m Message, secret []byte) (int, error) {
	to := m.Hook.URL
	title := Title(m.Kind, m.Title, m.Sensitive)
	text := "**" + title.ZH + "**\n\n" + title.EN
	if link := s.caseURL(m); link != "" {
		text += "\n\n[" + link + "](" + link + ")"
	}
	message := map[string]any{"msgtype": "markdown", "markdown": map[string]string{"content": text}}
	if m.Hook.Kind == DingTalk {
		message["markdown"] = map[string]string{"title": title.ZH, "text": text}
		if len(secret) > 0 {
			var err error
			if to, err = signDingTalk(to, secret, s.Now()); err != nil {
				return 0, err
			}
		}
	}
	body, err := json.Marshal(message)
	if err != nil {
		return 0, err
	}
	status, answer, err := s.call(ctx, to, body, nil)
	if err != nil {
		return status, err
	}
	var said struct {
		Code *int `json:"errcode"`
	}
	if err := json.Unmarshal(answer, &said); err != nil || said.Code == nil {
		return status, errors.New("the answer is not one of a group's robot")
	}
	if *said.Code != 0 {
		return status, fmt.Errorf("the group's robot refused it: errcode %d", *said.Code)
	}
	return status, nil
}

// signDingTalk adds timestamp (milliseconds) and sign to a robot's address.
func signDingTalk(address string, secret []byte, at time.Time) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", errors.New("the robot's address can't be understood")
	}
	stamp := strconv.FormatInt(at.UnixMilli(), 10)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(stamp + "\n"))
	mac.Write(secret)
	q := u.Query()
	q.Set("timestamp", stamp)
	q.Set("sign", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// mostAnswer is how much of an answer is read.
const mostAnswer = 16 << 10

// call posts body and returns the answer. An answer that is not 2xx is an error. Errors don't say the address: it may hold a key.
func (s *Sender) call(ctx context.Context, to string, body []byte, headers map[string]string) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, nil, errors.New("the address can't be understood")
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "wangge")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	resp, err := s.http.Do(r)
	if err != nil {
		return 0, nil, withoutAddresses(err)
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	err = withoutAddresses(err)
	if err == nil && (resp.StatusCode < 200 || resp.StatusCode > 299) {
		err = fmt.Errorf("answered %d", resp.StatusCode)
	}
	return resp.StatusCode, answer, err
}

// withoutAddresses is err of a call without where it led, and without the addresses of this machine and of the server that it asks for
// names: whoever keeps a hook reads what became of it.
func withoutAddresses(err error) error {
	var name *net.DNSError
	var at *net.OpError
	var named *url.Error
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return errors.New("nothing has this name")
	case errors.As(err, &name):
		return errors.New("the name could not be looked up")
	case errors.As(err, &at):
		return fmt.Errorf("%s: %w", at.Op, at.Err)
	case errors.As(err, &named):
		return named.Err
	}
	return err
}
