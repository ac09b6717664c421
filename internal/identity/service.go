package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/seal"
)

// Config is what New needs.
type Config struct {
	Keeper   Keeper
	Box      *seal.Box // seals second factors; nil: there are none
	Now      func() time.Time
	Idle     time.Duration // a session not seen for so long has ended; 0 means 12 h
	Absolute time.Duration // every session ends after this; 0 means 7 days
	Issuer   string        // named in authenticator apps; empty means Wangge
	AutoLink bool          // a verified e-mail that equals a login links the two at the first sign-on
}

// Service signs people in and out, and says who they are. It is safe for concurrent use. It keeps no copy of who is signed in: every
// question is one indexed query, so that a session revoked on any node is out at once on all of them.
type Service struct {
	cfg     Config
	hashing hashing
	ghosts  *ghosts
}

// New returns a Service.
func New(cfg Config) (*Service, error) {
	if cfg.Keeper == nil || cfg.Now == nil {
		return nil, errors.New("identity: config is incomplete")
	}
	if cfg.Idle == 0 {
		cfg.Idle = 12 * time.Hour // a shift
	}
	if cfg.Absolute == 0 {
		cfg.Absolute = 7 * 24 * time.Hour
	}
	if cfg.Issuer == "" {
		cfg.Issuer = "Wangge"
	}
	g, err := newGhosts()
	return &Service{cfg, newHashing(), g}, err
}

// touchEvery is how exact a session's last use is kept: one write a minute at most.
const touchEvery = time.Minute

var errNobody = geo.Errorf(geo.Forbidden, "", "the session or token is unknown, or has ended")

// Authenticate returns who holds a session or token. It is a Forbidden error when nobody does any more.
func (s *Service) Authenticate(ctx context.Context, secret string) (Principal, error) {
	now := s.cfg.Now()
	var p Principal
	var err error
	if isToken(secret) {
		p, err = s.cfg.Keeper.FindToken(ctx, digestOf(secret), now)
	} else {
		var seen time.Time
		p, seen, err = s.cfg.Keeper.FindSession(ctx, digestOf(secret), now, now.Add(-s.cfg.Idle))
		if err == nil && now.Sub(seen) > touchEvery {
			err = s.cfg.Keeper.TouchSession(ctx, p.Session, now)
		}
	}
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return Principal{}, errNobody
	}
	return p, err
}

// Sessions returns the browsers where p is signed in, the last seen first.
func (s *Service) Sessions(ctx context.Context, p Principal) ([]Session, error) {
	now := s.cfg.Now()
	return s.cfg.Keeper.Sessions(ctx, p.AccountID, now, now.Add(-s.cfg.Idle))
}

// EndSession signs p out of one browser. It is a NotFound error when p is not signed in there.
func (s *Service) EndSession(ctx context.Context, p Principal, id uuid.UUID) error {
	n, err := s.cfg.Keeper.EndSessions(ctx, p.AccountID, id, uuid.Nil, s.cfg.Now())
	if err == nil && n == 0 {
		return geo.Errorf(geo.NotFound, "id", "there is no such session")
	}
	return err
}

// Account returns the account of p, with its roles.
func (s *Service) Account(ctx context.Context, p Principal) (Account, error) {
	return s.cfg.Keeper.FindAccount(ctx, p.AccountID, Everywhere())
}

// Everywhere is the scope of who is limited to no area.
func Everywhere() Scope { return Scope{""} }

// entry is an audit entry by p.
func (s *Service) entry(p Principal, action, object string, detail map[string]any) audit.Entry {
	return audit.Entry{At: s.cfg.Now(), Account: p.AccountID, Who: p.Login, Action: action, Object: object, Detail: detail}
}
