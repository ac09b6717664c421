package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/wangge-map/wangge/api"
)

var update = flag.Bool("update", false, "rewrite openapi.json")

func TestTheCommittedOpenAPIDocumentIsCurrent(t *testing.T) {
	got, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("api/openapi.json is not what the code says; run: go test ./api -run OpenAPI -update, and npm run api in web")
	}
}

// Every problem and every answer is described: a client made from the document must not meet surprises.
func TestEveryOperationSaysWhatItAnswers(t *testing.T) {
	raw, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string
			Summary     string
			Responses   map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for path, methods := range document.Paths {
		for method, op := range methods {
			seen++
			if op.OperationID == "" || op.Summary == "" {
				t.Errorf("%s %s has no name or summary", method, path)
			}
			if op.Responses["400"] == nil || (op.Responses["200"] == nil && op.Responses["201"] == nil && op.Responses["204"] == nil && op.Responses["302"] == nil) {
				t.Errorf("%s %s does not say what it answers: %v", method, path, len(op.Responses))
			}
		}
	}
	if seen < 13 {
		t.Errorf("only %d operations are described", seen)
	}
}
