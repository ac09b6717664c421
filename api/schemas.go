package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

// Words out of closed lists. The document names every one of a list, so that a client made from it knows when one is added.
type (
	// CaseState is where a case stands.
	CaseState string
	// CaseAction is what was done to a case, or may be.
	CaseAction string
	// CaseNeed is what an action asks for.
	CaseNeed string
	// CaseQueue is a pile of work.
	CaseQueue string
	// TaskState is where a task stands.
	TaskState string
)

// Schema lists the states.
func (CaseState) Schema(huma.Registry) *huma.Schema { return oneOf(casework.States()) }

// Schema lists the actions, and how a case begins.
func (CaseAction) Schema(huma.Registry) *huma.Schema {
	return oneOf(append([]casework.Action{casework.Opened}, casework.Actions()...))
}

// Schema lists the needs.
func (CaseNeed) Schema(huma.Registry) *huma.Schema { return oneOf(casework.Needs()) }

// Schema lists the queues.
func (CaseQueue) Schema(huma.Registry) *huma.Schema {
	return oneOf(append(office.Queues(), office.QueueSettled))
}

// Schema lists the states of a task.
func (TaskState) Schema(huma.Registry) *huma.Schema { return oneOf(casework.TaskStates()) }

func oneOf[T ~string](words []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}

// sayNulls makes the document say where an answer has null in place of an object or of a word out of a list: huma says so of
// plain values only.
func sayNulls(r huma.Registry) {
	for name, s := range r.Map() {
		t := r.TypeFromRef(schemaPrefix + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, f := range reflect.VisibleFields(t) {
			name, optional, _ := strings.Cut(f.Tag.Get("json"), ",")
			p := s.Properties[name]
			if f.Type.Kind() != reflect.Pointer || p == nil || strings.Contains(optional, "omitempty") {
				continue
			}
			switch {
			case p.Ref != "":
				s.Properties[name] = &huma.Schema{Description: p.Description, OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
			case len(p.Enum) > 0 && !p.Nullable:
				p.Nullable, p.Enum = true, append(p.Enum, nil)
			}
		}
	}
}

// schemaPrefix begins the address of every schema in the document.
const schemaPrefix = "#/components/schemas/"
