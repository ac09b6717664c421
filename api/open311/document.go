package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"time"
)

// Documents have one form, written in two ways. In JSON, by the Spark convention, what repeats is an array without the element
// around it, and what is empty is null; in XML what is empty is an empty element. So one list of fields serves both.

// text is null in JSON when it is empty.
type text string

// MarshalJSON writes null for an empty text.
func (t text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return plain(string(t))
}

// moment is told to the second, with the offset of its zone; a zero one is empty.
type moment time.Time

// MarshalText writes a subset of ISO 8601 (W3C).
func (m moment) MarshalText() ([]byte, error) {
	if time.Time(m).IsZero() {
		return nil, nil
	}
	return []byte(time.Time(m).Format(time.RFC3339)), nil
}

// MarshalJSON writes null for a zero moment.
func (m moment) MarshalJSON() ([]byte, error) {
	words, err := m.MarshalText()
	if err != nil {
		return nil, err
	}
	return text(words).MarshalJSON()
}

// plain is v as JSON, with <, > and & as they are.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// array is list as JSON, never null.
func array[T any](list []T) ([]byte, error) {
	if list == nil {
		list = []T{}
	}
	return plain(list)
}

type discovery struct {
	XMLName    xml.Name  `json:"-" xml:"discovery"`
	Changeset  string    `json:"changeset" xml:"changeset"`
	Contact    text      `json:"contact" xml:"contact"`
	KeyService text      `json:"key_service" xml:"key_service"`
	Endpoints  endpoints `json:"endpoints" xml:"endpoints"`
}

type endpoints struct {
	List []endpoint `xml:"endpoint"`
}

// MarshalJSON writes the array alone.
func (e endpoints) MarshalJSON() ([]byte, error) { return array(e.List) }

type endpoint struct {
	Specification string  `json:"specification" xml:"specification"`
	URL           string  `json:"url" xml:"url"`
	Changeset     string  `json:"changeset" xml:"changeset"`
	Type          string  `json:"type" xml:"type"`
	Formats       formats `json:"formats" xml:"formats"`
}

type formats struct {
	List []string `xml:"format"`
}

// MarshalJSON writes the array alone.
func (f formats) MarshalJSON() ([]byte, error) { return array(f.List) }

type services struct {
	XMLName xml.Name  `xml:"services"`
	List    []service `xml:"service"`
}

// MarshalJSON writes the array alone.
func (s services) MarshalJSON() ([]byte, error) { return array(s.List) }

type service struct {
	Code        string `json:"service_code" xml:"service_code"`
	Name        string `json:"service_name" xml:"service_name"`
	Description text   `json:"description" xml:"description"`
	Metadata    bool   `json:"metadata" xml:"metadata"`
	Type        string `json:"type" xml:"type"`
	Keywords    text   `json:"keywords" xml:"keywords"`
	Group       text   `json:"group" xml:"group"`
}

type definition struct {
	XMLName    xml.Name   `json:"-" xml:"service_definition"`
	Code       string     `json:"service_code" xml:"service_code"`
	Attributes attributes `json:"attributes" xml:"attributes"`
}

type attributes struct {
	List []attribute `xml:"attribute"`
}

// MarshalJSON writes the array alone.
func (a attributes) MarshalJSON() ([]byte, error) { return array(a.List) }

type attribute struct {
	Variable    bool    `json:"variable" xml:"variable"`
	Code        string  `json:"code" xml:"code"`
	Datatype    string  `json:"datatype" xml:"datatype"`
	Required    bool    `json:"required" xml:"required"`
	Hint        text    `json:"datatype_description" xml:"datatype_description"`
	Order       int     `json:"order" xml:"order"`
	Description text    `json:"description" xml:"description"`
	Values      choices `json:"values" xml:"values"`
}

type choices struct {
	List []choice `xml:"value"`
}

// MarshalJSON writes the array alone.
func (c choices) MarshalJSON() ([]byte, error) { return array(c.List) }

type choice struct {
	Key  string `json:"key" xml:"key"`
	Name string `json:"name" xml:"name"`
}

type requests struct {
	XMLName xml.Name  `xml:"service_requests"`
	List    []request `xml:"request"`
}

// MarshalJSON writes the array alone.
func (r requests) MarshalJSON() ([]byte, error) { return array(r.List) }

type request struct {
	ID          string    `json:"service_request_id" xml:"service_request_id"`
	Status      string    `json:"status" xml:"status"`
	StatusNotes text      `json:"status_notes" xml:"status_notes"`
	Name        text      `json:"service_name" xml:"service_name"`
	Code        string    `json:"service_code" xml:"service_code"`
	Description text      `json:"description" xml:"description"` // always empty: words of reporters are not public
	Agency      text      `json:"agency_responsible" xml:"agency_responsible"`
	Notice      text      `json:"service_notice" xml:"service_notice"`
	Requested   moment    `json:"requested_datetime" xml:"requested_datetime"`
	Updated     moment    `json:"updated_datetime" xml:"updated_datetime"`
	Expected    moment    `json:"expected_datetime" xml:"expected_datetime"`
	Address     text      `json:"address" xml:"address"`
	AddressID   text      `json:"address_id" xml:"address_id"`
	Zipcode     text      `json:"zipcode" xml:"zipcode"`
	Lat         float64   `json:"lat" xml:"lat"`
	Long        float64   `json:"long" xml:"long"`
	MediaURL    text      `json:"media_url" xml:"media_url"`
	Extended    *extended `json:"extended_attributes,omitempty" xml:"extended_attributes"`
	Answers     *answers  `json:"attributes,omitempty" xml:"attributes"`
	Notes       *notes    `json:"notes,omitempty" xml:"notes"`
}

// extended is told with extensions=true.
type extended struct {
	State    string `json:"state" xml:"state"`
	Severity string `json:"severity" xml:"severity"`
	Cell     text   `json:"cell" xml:"cell"`
	CellName text   `json:"cell_name" xml:"cell_name"`
	Closed   moment `json:"closed_datetime" xml:"closed_datetime"`
}

type answers struct {
	List []answer `xml:"attribute"`
}

// MarshalJSON writes the array alone.
func (a answers) MarshalJSON() ([]byte, error) { return array(a.List) }

type answer struct {
	Code   string  `json:"code" xml:"code"`
	Label  string  `json:"label" xml:"label"`
	Values choices `json:"values" xml:"values"`
}

type notes struct {
	List []note `xml:"note"`
}

// MarshalJSON writes the array alone.
func (n notes) MarshalJSON() ([]byte, error) { return array(n.List) }

type note struct {
	At          moment `json:"datetime" xml:"datetime"`
	Description string `json:"description" xml:"description"`
	Type        string `json:"type" xml:"type"`
}

type posted struct {
	XMLName xml.Name        `xml:"service_requests"`
	List    []postedRequest `xml:"request"`
}

// MarshalJSON writes the array alone.
func (p posted) MarshalJSON() ([]byte, error) { return array(p.List) }

type postedRequest struct {
	ID        string `json:"service_request_id" xml:"service_request_id"`
	Notice    text   `json:"service_notice" xml:"service_notice"`
	AccountID text   `json:"account_id" xml:"account_id"`
}

type tokens struct {
	XMLName xml.Name       `xml:"service_requests"`
	List    []tokenRequest `xml:"request"`
}

// MarshalJSON writes the array alone.
func (t tokens) MarshalJSON() ([]byte, error) { return array(t.List) }

type tokenRequest struct {
	ID    string `json:"service_request_id" xml:"service_request_id"`
	Token string `json:"token" xml:"token"`
}

type updates struct {
	XMLName xml.Name `xml:"service_request_updates"`
	List    []update `xml:"request_update"`
}

// MarshalJSON writes the array alone.
func (u updates) MarshalJSON() ([]byte, error) { return array(u.List) }

type update struct {
	ID          string `json:"update_id" xml:"update_id"`
	RequestID   string `json:"service_request_id" xml:"service_request_id"`
	Status      string `json:"status" xml:"status"`
	Code        string `json:"external_status_code" xml:"external_status_code"`
	At          moment `json:"updated_datetime" xml:"updated_datetime"`
	Description string `json:"description" xml:"description"`
	MediaURL    text   `json:"media_url" xml:"media_url"`
}

type faults struct {
	XMLName xml.Name `xml:"errors"`
	List    []fault  `xml:"error"`
}

// MarshalJSON writes the array alone.
func (f faults) MarshalJSON() ([]byte, error) { return array(f.List) }

type fault struct {
	Code        int    `json:"code" xml:"code"`
	Description string `json:"description" xml:"description"`
}
