package certificate

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Prefix begins every certificate of this format.
const Prefix = "WGC1"

// MaxToken is how many bytes a certificate may have: many times what one needs.
const MaxToken = 8 << 10

// Refusal says why a text is not a genuine certificate.
type Refusal struct{ Why Pair }

// Error returns the reason in English.
func (r *Refusal) Error() string { return r.Why.EN }

func refuse(zh, en string) error { return &Refusal{Pair{zh, en}} }

// encoding is strict: one payload has one text. Line breaks, which it would pass over, are refused before.
var encoding = base64.RawURLEncoding.Strict()

// sign returns the certificate of p.
func sign(p *Payload, key ed25519.PrivateKey) (string, error) {
	raw, err := p.encode()
	if err != nil {
		return "", err
	}
	signed := Prefix + "." + encoding.EncodeToString(raw)
	return signed + "." + encoding.EncodeToString(ed25519.Sign(key, []byte(signed))), nil
}

// token is a certificate taken apart, not yet believed.
type token struct {
	payload   Payload
	signed    string // what the signature is of
	signature []byte
}

// parse takes a certificate apart. Whatever is not exactly what sign writes is refused: spaces around it are the one thing
// that copying may add.
func parse(text string) (token, error) {
	notOne := func(what string) error {
		return refuse("这不是一份完整的凭证，请重新复制全文。", "this is not a whole certificate ("+what+"); copy all of it")
	}
	text = strings.TrimSpace(text)
	if len(text) > MaxToken {
		return token{}, notOne("it is too long")
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[0] != Prefix {
		return token{}, notOne("it does not have the form " + Prefix + ".….…")
	}
	raw, err := decode(parts[1])
	if err != nil {
		return token{}, notOne("its middle part can't be read")
	}
	t := token{signed: parts[0] + "." + parts[1]}
	if t.signature, err = decode(parts[2]); err != nil || len(t.signature) != ed25519.SignatureSize {
		return token{}, notOne("its last part can't be read")
	}
	if err := json.Unmarshal(raw, &t.payload); err != nil {
		return token{}, notOne("its middle part is not what a certificate says")
	}
	if same, err := t.payload.encode(); err != nil || !bytes.Equal(same, raw) {
		return token{}, notOne("its middle part is not written as certificates are")
	}
	return t, nil
}

func decode(part string) ([]byte, error) {
	if strings.ContainsAny(part, "\r\n") {
		return nil, base64.CorruptInputError(strings.IndexAny(part, "\r\n"))
	}
	return encoding.DecodeString(part)
}
