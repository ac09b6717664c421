package open311

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Cases tells of cases that are not sensitive.
type Cases interface {
	Outlines(ctx context.Context, q casework.OutlineQuery) ([]casework.Outline, error)
	OutlinesOf(ctx context.Context, ids []uuid.UUID) ([]casework.Outline, error)
	OutlineSteps(ctx context.Context, from, until time.Time, limit, offset int) ([]casework.OutlineStep, error)
	OutlineStepsOf(ctx context.Context, ids []uuid.UUID) ([]casework.OutlineStep, error)
	Answers(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]casework.Answer, error)
	Attributes(ctx context.Context) ([]casework.Attribute, error)
}

// Intake keeps reports: what Submit returns without an error is durable.
type Intake interface {
	Submit(ctx context.Context, r casework.Report) (casework.Progress, error)
}

// People says who holds a token. An unknown one is a Forbidden error.
type People interface {
	Authenticate(ctx context.Context, token string) (identity.Principal, error)
}

// Photos keeps pictures of a report. What Keep returns without an error is durable.
type Photos interface {
	Keep(ctx context.Context, report casework.Report, id uuid.UUID, picture io.Reader) error
}

// Nets knows the editions in force.
type Nets interface {
	At(net string, t time.Time) (*locate.Edition, error)
}

// Config is what New needs.
type Config struct {
	Cases      Cases
	Intake     Intake
	Nets       Nets
	People     People // nil: nobody has a key
	Photos     Photos // nil: pictures can't be sent along
	Categories func() []casework.Category
	LayerTitle func(id string) (zh, en string)
	SiteTitle  func() (zh, en string)
	Setting    func(key string) string // of the site: "jurisdiction_id", "contact"; empty when not set
	Zone       func() *time.Location
	Now        func() time.Time
	TrustProxy bool                     // links take scheme and host from X-Forwarded-Proto and X-Forwarded-Host
	Chinese    func(*http.Request) bool // whether who asks reads Chinese rather than English
	Log        func(r *http.Request, operation string, err error)
}

func (c *Config) check() error {
	if c.Cases == nil || c.Intake == nil || c.Nets == nil || c.Categories == nil || c.LayerTitle == nil || c.SiteTitle == nil || c.Setting == nil ||
		c.Zone == nil || c.Now == nil || c.Chinese == nil || c.Log == nil {
		return errors.New("open311: config is incomplete")
	}
	return nil
}
