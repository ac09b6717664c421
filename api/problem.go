package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
)

// Problem is an error as it is told (RFC 9457).
type Problem struct {
	Type      string  `json:"type" doc:"what kind of problem: /problems/ and a kind"`
	Title     string  `json:"title" doc:"the kind in words, in the language asked for"`
	Status    int     `json:"status"`
	Detail    string  `json:"detail" doc:"what is wrong and what to do"`
	Field     string  `json:"field,omitempty" doc:"the part of the request that is wrong, such as points[3].lon"`
	Errors    []Fault `json:"errors,omitempty" doc:"everything that is wrong, when it is more than one thing"`
	RequestID string  `json:"request_id,omitempty" doc:"to quote when asking for help"`

	cause      error  // for the log
	retryAfter string // seconds, where they are known
}

// ourFault is all that is told of a fault of ours.
const ourFault = "something went wrong on our side; the request id helps us find it"

// Fault is one of several things that are wrong.
type Fault struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statusOf is the table from kinds of error to HTTP.
func statusOf(kind geo.Kind) int {
	switch kind {
	case geo.Invalid, geo.Outside:
		return http.StatusBadRequest
	case geo.NotFound:
		return http.StatusNotFound
	case geo.Conflict:
		return http.StatusConflict
	case geo.Forbidden:
		return http.StatusForbidden
	case geo.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// titles are the words for each status, Chinese and English.
func titles(status int) (zh, en, slug string) {
	switch status {
	case http.StatusBadRequest:
		return "请求有误", "The request is wrong", "invalid"
	case http.StatusUnauthorized:
		return "需要登录", "Sign in", "sign-in"
	case http.StatusForbidden:
		return "不允许", "Not allowed", "forbidden"
	case http.StatusNotFound:
		return "没有找到", "Not found", "not-found"
	case http.StatusMethodNotAllowed:
		return "不支持这种请求方法", "Method not allowed", "method-not-allowed"
	case http.StatusNotAcceptable:
		return "无法按所要的格式回答", "Format not available", "not-acceptable"
	case http.StatusConflict:
		return "与已有内容冲突", "Conflict", "conflict"
	case http.StatusPreconditionFailed:
		return "登录的是另一个账号", "Another account is signed in", "other-account"
	case http.StatusRequestEntityTooLarge:
		return "内容太大", "Too large", "too-large"
	case http.StatusUnsupportedMediaType:
		return "不支持的内容类型", "Unsupported content type", "unsupported-type"
	case http.StatusTooManyRequests:
		return "请求太频繁", "Too many requests", "too-many"
	case http.StatusServiceUnavailable:
		return "暂时不可用", "Temporarily unavailable", "unavailable"
	case http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return "超时", "Out of time", "timeout"
	default:
		return "服务出错", "A fault of the service", "internal"
	}
}

func newProblem(status int, field, detail string, cause error) *Problem {
	_, en, slug := titles(status)
	return &Problem{Type: "/problems/" + slug, Title: en, Status: status, Field: field, Detail: detail, cause: cause}
}

// problemOf says err as a problem. What is a fault of ours is not told, only logged.
func problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	kind := geo.KindOf(err)
	if kind == geo.Internal {
		return newProblem(http.StatusInternalServerError, "", ourFault, err)
	}
	var known *geo.Error
	errors.As(err, &known) // KindOf found it
	return newProblem(statusOf(kind), known.Field, sentence(known), err)
}

// sentence makes a field's fault readable on its own.
func sentence(e *geo.Error) string {
	if e.Field == "" {
		return e.Msg
	}
	return e.Field + ": " + e.Msg
}

// replaceErrors makes huma speak problems and read names as they are written. Both are globals of that library.
var replaceErrors = sync.OnceFunc(func() {
	huma.ValidateStrictCasing = true // another global: "Lon" beside "lon" is a member that stands twice
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return humaProblem(status, msg, errs) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		p := humaProblem(status, msg, errs)
		p.finish(ctx.Context())
		return p
	}
})

// humaProblem turns what huma found into a problem. Values are left out: they may be personal, or the whole body.
func humaProblem(status int, msg string, errs []error) *Problem {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	if msg == "cannot read request body" { // how the sender sent it, or broke off
		var over *http.MaxBytesError
		if errors.As(errors.Join(errs...), &over) {
			return newProblem(http.StatusRequestEntityTooLarge, "", tooLarge(over.Limit), nil)
		}
		return newProblem(http.StatusBadRequest, "", "the body could not be read to its end; send it again", errors.Join(errs...))
	}
	if status >= http.StatusInternalServerError {
		return newProblem(status, "", ourFault, errors.Join(append(errs, errors.New(msg))...))
	}
	var faults []Fault
	for _, err := range errs {
		if len(faults) == mostFaults {
			break
		}
		var known *geo.Error
		var detail *huma.ErrorDetail
		switch {
		case errors.As(err, &known):
			faults = append(faults, Fault{known.Field, known.Msg})
		case errors.As(err, &detail):
			faults = append(faults, faultOf(detail))
		case err != nil:
			faults = append(faults, Fault{"", plainJSON(err)})
		}
	}
	if limit, ok := strings.CutPrefix(msg, "request body is too large limit="); ok {
		n, _ := strconv.ParseInt(strings.TrimSuffix(limit, " bytes"), 10, 64)
		msg = tooLarge(n)
	}
	p := newProblem(status, "", msg, nil)
	if len(faults) > 0 {
		p.Field, p.Detail = faults[0].Field, strings.TrimPrefix(faults[0].Field+": "+faults[0].Detail, ": ")
	}
	if len(faults) > 1 {
		p.Errors = faults
	}
	return p
}

// mostFaults is how many faults are told at once: 10,000 points can have 30,000.
const mostFaults = 20

// faultOf names the field as the caller wrote it: huma says body.points[3].lon, query.bbox.
func faultOf(d *huma.ErrorDetail) Fault {
	if field, msg, ok := strings.Cut(d.Message, fieldMark); ok {
		return Fault{field, msg}
	}
	field := d.Location
	for _, prefix := range []string{"body.", "query.", "path.", "header."} {
		field = strings.TrimPrefix(field, prefix)
	}
	if field == "body" {
		field = ""
	}
	field = clean(field)
	msg := d.Message
	if name, ok := strings.CutPrefix(msg, "expected required property "); ok {
		name, _, _ = strings.Cut(name, " ")
		return Fault{strings.TrimPrefix(field+"."+name, "."), "is missing"}
	}
	if msg == "unexpected property" {
		return Fault{field, "is not known here; check the spelling, or leave it out"}
	}
	return Fault{field, msg}
}

// plainJSON says why a body is not JSON in words for whoever wrote it.
func plainJSON(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return "the body is not JSON: " + syntax.Error()
	}
	return err.Error()
}

// writeProblem answers with p outside of huma.
func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.finish(r.Context())
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_ = json.NewEncoder(w).Encode(p) // who asked may have gone
	}
}

// retryAfter is how many seconds to wait when something is away: a private database is back within one.
const retryAfter = "2"

// GetHeaders keeps the problem out of caches, and says when to come back, where that may help.
func (p *Problem) GetHeaders() http.Header {
	headers := http.Header{"Cache-Control": {"no-store"}}
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		headers.Set("Retry-After", cmp.Or(p.retryAfter, retryAfter))
	}
	return headers
}

// finish adds what depends on the request.
func (p *Problem) finish(ctx context.Context) {
	asked := asked(ctx)
	p.RequestID = asked.id
	if asked.chinese {
		p.Title, _, _ = titles(p.Status)
	}
}

// tooMany says that something was asked for too often, and how long to wait.
func tooMany(field, detail string, wait time.Duration) *Problem {
	p := newProblem(http.StatusTooManyRequests, field, detail, nil)
	p.retryAfter = strconv.Itoa(int(math.Ceil(max(1, wait.Seconds()))))
	return p
}
