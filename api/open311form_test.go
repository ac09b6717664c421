package api_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"
)

// element is any XML, to be turned into what JSON should be.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

// lists are the elements that hold what repeats.
var lists = []string{"services", "service_requests", "errors", "attributes", "values", "endpoints", "formats", "notes", "service_request_updates"}

// spark turns XML into the JSON that its convention makes of it, on its own reading of the convention.
func spark(e element) any {
	name := e.XMLName.Local
	switch {
	case slices.Contains(lists, name):
		out := []any{}
		for _, child := range e.Children {
			out = append(out, spark(child))
		}
		return out
	case len(e.Children) > 0:
		out := map[string]any{}
		for _, child := range e.Children {
			out[child.XMLName.Local] = spark(child)
		}
		return out
	case e.Text == "":
		return nil
	case slices.Contains(booleans, name):
		return e.Text == "true"
	case slices.Contains(figures, name), name == "code" && regexp.MustCompile(`^\d+$`).MatchString(e.Text):
		var v float64
		_ = json.Unmarshal([]byte(e.Text), &v)
		return v
	}
	return e.Text
}

// both asks for a resource in both formats, checks that they say the same, and returns it as JSON decodes it.
func (s *service) both(status int, resource, query string) any {
	s.t.Helper()
	asXML, asJSON := s.get(open311At+resource+".xml"+query), s.get(open311At+resource+".json"+query)
	return sameInBoth(s.t, status, asXML, asJSON)
}

func sameInBoth(t *testing.T, status int, asXML, asJSON answer) any {
	t.Helper()
	var root element
	var decoded any
	if asXML.status != status || asJSON.status != status {
		t.Fatalf("answered %d and %d, want %d: %s %s", asXML.status, asJSON.status, status, asXML.body, asJSON.body)
	}
	if err := xml.Unmarshal(asXML.body, &root); err != nil {
		t.Fatalf("%v: %s", err, asXML.body)
	}
	if err := json.Unmarshal(asJSON.body, &decoded); err != nil {
		t.Fatalf("%v: %s", err, asJSON.body)
	}
	if got := asXML.header.Get("Content-Type"); got != "text/xml; charset=utf-8" || !bytes.HasPrefix(asXML.body, []byte(`<?xml version="1.0" encoding="utf-8"?>`)) {
		t.Errorf("XML comes as %q, beginning %.60q", got, asXML.body)
	}
	if got := asJSON.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("JSON comes as %q", got)
	}
	if len(root.Attrs) > 0 || root.XMLName.Space != "" {
		t.Errorf("the root has a namespace or attributes: %+v", root)
	}
	if sparked := spark(root); !reflect.DeepEqual(sparked, decoded) {
		t.Errorf("XML and JSON differ:\n%v\n%v", sparked, decoded)
	}
	return decoded
}

// rule is what a member of a document must be: a kind of JSON, whether it must be there, and whether it may be null.
type rule struct {
	kind           string // string, boolean, number, integer, date-time, uri, array
	required, null bool
	among          []string
}

func obey(t *testing.T, document any, rules map[string]rule) map[string]any {
	t.Helper()
	object, ok := document.(map[string]any)
	if !ok {
		t.Fatalf("not an object: %v", document)
	}
	for name, r := range rules {
		value, there := object[name]
		switch {
		case !there && r.required:
			t.Errorf("%s is missing: %v", name, object)
		case there && value == nil && !r.null:
			t.Errorf("%s is null", name)
		case there && value != nil && !isOf(value, r):
			t.Errorf("%s is %v (%T), not %s", name, value, value, r.kind)
		}
	}
	for name := range object {
		if _, known := rules[name]; !known {
			t.Errorf("%s is not in the schema", name)
		}
	}
	return object
}

func isOf(value any, r rule) bool {
	word, isText := value.(string)
	number, isNumber := value.(float64)
	_, isList := value.([]any)
	_, isBool := value.(bool)
	switch r.kind {
	case "string":
		return isText && (r.among == nil || slices.Contains(r.among, word))
	case "date-time":
		_, err := time.Parse(time.RFC3339, word)
		return err == nil
	case "uri":
		u, err := url.Parse(word)
		return err == nil && u.IsAbs()
	case "boolean":
		return isBool
	case "integer":
		return isNumber && number == float64(int(number))
	case "array":
		return isList
	}
	return isNumber
}

// kinds are the elements that are not texts in JSON.
var (
	booleans = []string{"metadata", "variable", "required"}
	figures  = []string{"lat", "long", "order"}
)

// The rules of the community's JSON schemas for GeoReport v2, said anew.
var (
	serviceRules = map[string]rule{
		"service_code": {kind: "string", required: true}, "service_name": {kind: "string", required: true}, "description": {kind: "string", null: true},
		"metadata": {kind: "boolean", required: true}, "type": {kind: "string", required: true, among: []string{"realtime", "batch", "blackbox"}},
		"keywords": {kind: "string", null: true}, "group": {kind: "string", null: true},
	}
	attributeRules = map[string]rule{
		"variable": {kind: "boolean", required: true}, "code": {kind: "string", required: true}, "required": {kind: "boolean", required: true},
		"datatype":             {kind: "string", required: true, among: []string{"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}},
		"datatype_description": {kind: "string", null: true}, "order": {kind: "integer", null: true}, "description": {kind: "string", null: true}, "values": {kind: "array"},
	}
	valueRules   = map[string]rule{"key": {kind: "string", required: true}, "name": {kind: "string", required: true}}
	requestRules = map[string]rule{
		"service_request_id": {kind: "string", required: true}, "status": {kind: "string", required: true, among: []string{"open", "closed"}},
		"status_notes": {kind: "string", null: true}, "service_name": {kind: "string", null: true}, "service_code": {kind: "string", required: true},
		"description": {kind: "string", null: true}, "agency_responsible": {kind: "string", null: true}, "service_notice": {kind: "string", null: true},
		"requested_datetime": {kind: "date-time", required: true}, "updated_datetime": {kind: "date-time", null: true}, "expected_datetime": {kind: "date-time", null: true},
		"address": {kind: "string", null: true}, "address_id": {kind: "string", null: true}, "zipcode": {kind: "string", null: true},
		"lat": {kind: "number", null: true}, "long": {kind: "number", null: true}, "media_url": {kind: "uri", null: true},
	}
)
