package office

import (
	"context"
	"sync"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Book is the rules that cases are worked by, as they are configured.
type Book struct {
	Rules   casework.Rules
	Routing casework.Routing
}

// Rulebook reads the rules.
type Rulebook interface {
	Book(ctx context.Context) (*Book, error)
}

// category is c with all that the book says of its code. One that the book does not have any more keeps its code.
func (b *Book) category(c casework.Category) casework.Category {
	if known, ok := b.Rules.Categories[c.Code]; ok {
		return known
	}
	return c
}

// publicClass returns the codes of c's class that the public may know of.
func (b *Book) publicClass(c casework.Category) []string {
	var codes []string
	for code, other := range b.Rules.Categories {
		if !other.Sensitive && len(code) > 1 && len(c.Code) > 1 && code[:2] == c.Code[:2] {
			codes = append(codes, code)
		}
	}
	return codes
}

// moment is t as a time of the week by the site's clock.
func (b *Book) moment(t time.Time) Moment { return MomentOf(t.In(b.zone())) }

func (b *Book) checkDepartment(code string) error {
	if code == "" {
		return nil // the rules say whether it is missing
	}
	for _, d := range b.Routing.Departments {
		if d.Code == code && d.ClosedAt.IsZero() {
			return nil
		}
	}
	return geo.Errorf(geo.Invalid, "department", "is not a department that is given cases")
}

// route says where d goes when it is dispatched at t.
func (b *Book) route(d casework.Dossier, t time.Time) casework.Assignment {
	return casework.Route(b.Routing, b.matter(d, t))
}

// matter is d at t as the routing rules see it.
func (b *Book) matter(d casework.Dossier, t time.Time) casework.Matter {
	return casework.Matter{Category: d.Category.Code, Severity: d.Severity, Area: d.Area, At: t.In(b.zone())}
}

func (b *Book) zone() *time.Location {
	if zone := b.Rules.Calendar.Zone; zone != nil {
		return zone
	}
	return time.UTC
}

// keepBook is how long rules are worked by after they were read: so long a change of them may take to hold.
const keepBook = time.Second

// bookshelf keeps the book that was read last.
type bookshelf struct {
	from Rulebook
	now  func() time.Time

	mu     sync.Mutex
	book   *Book
	readAt time.Time
}

func (s *bookshelf) open(ctx context.Context) (*Book, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.book != nil && s.now().Sub(s.readAt) < keepBook {
		return s.book, nil
	}
	book, err := s.from.Book(ctx)
	if err != nil {
		return nil, err
	}
	s.book, s.readAt = book, s.now()
	return book, nil
}
