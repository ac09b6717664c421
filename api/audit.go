package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

// Trail is the audit trail.
type Trail interface {
	Audit(ctx context.Context, e audit.Entry) error
	AuditEntries(ctx context.Context, f audit.Filter) ([]audit.Record, error)
	AuditNames(ctx context.Context, records []audit.Record) (map[string]string, error) // by object
	VerifyAudit(ctx context.Context, noted ...audit.Head) (audit.Verdict, error)
}

func (s *server) registerAudit() {
	tags := []string{"Signing in"}
	handle(s, huma.Operation{
		OperationID: "audit", Method: http.MethodGet, Path: "/api/v1/audit", Tags: tags, Summary: "The audit trail, newest first",
		Description: "For those who hold audit.read for the whole site: its entries are not of areas.", Errors: []int{400, 401, 403, 429, 503},
	}, s.audit)
	handle(s, huma.Operation{
		OperationID: "verify-audit", Method: http.MethodGet, Path: "/api/v1/audit/verify", Tags: tags, Summary: "Whether the audit trail is intact",
		Description: "For those who hold audit.read for the whole site. Reads all of it. A head that was noted before is compared too: without one, a trail that was cut short can't be told from a younger one.", Errors: []int{400, 401, 403, 429, 503},
	}, s.verifyAudit)
}

type auditInput struct {
	Before int64     `query:"before" minimum:"1" doc:"entries older than this one"`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Action string    `query:"action" maxLength:"60" doc:"such as contact.read; contact stands for all that begin so"`
	Who    string    `query:"who" maxLength:"100" doc:"who did it: how a login begins, or a part of a name"`
	Object string    `query:"object" maxLength:"100" doc:"what it was done to: account/7; account; how a number of four or more characters begins; or an account as in who"`
	Since  time.Time `query:"since" doc:"RFC 3339: not before"`
	Until  time.Time `query:"until" doc:"RFC 3339: before"`
}

// AuditEntry is one thing that somebody did.
type AuditEntry struct {
	Seq    int64          `json:"seq"`
	At     time.Time      `json:"at"`
	Who    string         `json:"who" doc:"login, or the name of a command"`
	Action string         `json:"action"`
	Object string         `json:"object"`
	Detail map[string]any `json:"detail"`
	// As they are called now; neither is part of what the trail vouches for.
	WhoName    *string `json:"who_name" doc:"of the account, as it is called now; null: none"`
	ObjectName *string `json:"object_name" doc:"of an account, as it is called now; null: of anything else"`
}

type auditOutput struct {
	Body struct {
		Entries []AuditEntry `json:"entries"`
		Next    *int64       `json:"next" doc:"before, to read on; null: no more"`
	}
}

func (s *server) trail(ctx context.Context) error {
	_, scope, err := permit(ctx, identity.AuditRead)
	switch {
	case err != nil:
		return err
	case !s.wholeSite(scope):
		return geo.Errorf(geo.Forbidden, "", "the trail is one for the whole site, and your roles for a part of it")
	}
	if s.cfg.Trail == nil {
		return geo.Errorf(geo.Unavailable, "", "this service keeps no audit trail")
	}
	return nil
}

func (s *server) audit(ctx context.Context, in *auditInput) (*auditOutput, error) {
	if err := s.trail(ctx); err != nil {
		return nil, err
	}
	for field, text := range map[string]string{"action": in.Action, "who": in.Who, "object": in.Object} {
		if err := checkText(field, text, 100); err != nil {
			return nil, err
		}
	}
	records, err := s.cfg.Trail.AuditEntries(ctx, audit.Filter{
		Before: in.Before, Action: in.Action, Who: strings.TrimSpace(in.Who), Object: strings.TrimSpace(in.Object), Since: in.Since, Until: in.Until, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	names, err := s.cfg.Trail.AuditNames(ctx, records)
	if err != nil {
		return nil, err
	}
	name := func(object string) *string {
		if name, known := names[object]; known {
			return &name
		}
		return nil
	}
	out := &auditOutput{}
	out.Body.Entries = []AuditEntry{}
	for _, r := range records {
		who := name("account/" + strconv.FormatInt(r.Account, 10))
		out.Body.Entries = append(out.Body.Entries, AuditEntry{r.Seq, r.At.UTC(), r.Who, r.Action, r.Object, r.Detail, who, name(r.Object)})
	}
	if len(records) == in.Limit && records[len(records)-1].Seq > 1 {
		out.Body.Next = &records[len(records)-1].Seq
	}
	return out, nil
}

type verifyAuditInput struct {
	Head string `query:"head" maxLength:"100" doc:"as it was noted: number, colon, 64 hexadecimal digits"`
}

// AuditVerdict says whether the audit trail is intact.
type AuditVerdict struct {
	Entries  int64   `json:"entries" doc:"that were read and fit"`
	Intact   bool    `json:"intact"`
	BrokenAt *int64  `json:"broken_at" doc:"the first entry that does not fit, or that is missing"`
	Fault    *string `json:"fault" enum:"altered,removed,inserted,reordered,truncated,replaced"`
	Head     string  `json:"head" doc:"the last entry that fits, to be noted elsewhere: number, colon, 64 hexadecimal digits"`
}

type verifyAuditOutput struct{ Body AuditVerdict }

func (s *server) verifyAudit(ctx context.Context, in *verifyAuditInput) (*verifyAuditOutput, error) {
	if err := s.trail(ctx); err != nil {
		return nil, err
	}
	var noted []audit.Head
	if in.Head != "" {
		head, err := audit.ParseHead(in.Head)
		if err != nil {
			return nil, err
		}
		noted = append(noted, head)
	}
	v, err := s.cfg.Trail.VerifyAudit(ctx, noted...)
	if err != nil {
		return nil, err
	}
	out := &verifyAuditOutput{AuditVerdict{Entries: v.Entries, Intact: v.Broken == nil, Head: v.Head.Text()}}
	if b := v.Broken; b != nil {
		fault := string(b.Fault)
		out.Body.BrokenAt, out.Body.Fault = &b.Seq, &fault
	}
	return out, nil
}
