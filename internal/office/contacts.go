package office

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// People knows how to reach reporters, and keeps who looked.
type People interface {
	CaseContacts(ctx context.Context, caseID uuid.UUID) (map[uuid.UUID]casework.Contact, error)
	Audit(ctx context.Context, e audit.Entry) error
}

// Contact is how to reach the sender of a report.
type Contact struct {
	ReportID uuid.UUID
	casework.Contact
}

// Contacts returns how to reach the reporters of the case with id, to somebody who may and says why. That they looked is on
// record before they see anything.
func (o *Office) Contacts(ctx context.Context, p identity.Principal, id uuid.UUID, why string) ([]Contact, error) {
	why, err := audit.Why(why)
	if err != nil {
		return nil, err
	}
	f, err := o.cfg.Lists.Find(ctx, p.CaseScope(identity.ContactRead), id, Moment{})
	if err != nil {
		return nil, err
	}
	err = o.cfg.People.Audit(ctx, audit.Entry{
		At: o.cfg.Now(), Account: p.AccountID, Who: p.Login, Action: "contact.read", Object: "case/" + id.String(), Detail: map[string]any{"why": why},
	})
	if err != nil {
		return nil, err
	}
	found, err := o.cfg.People.CaseContacts(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []Contact{}
	for _, told := range f.Told {
		if c, ok := found[told.ID]; ok {
			out = append(out, Contact{told.ID, c})
		}
	}
	return slices.Clip(out), nil
}

// Story returns what the sender of a report may see of its case.
func (o *Office) Story(ctx context.Context, caseID uuid.UUID) (Story, error) {
	story, err := o.cfg.Public.Story(ctx, caseID)
	if err != nil || story.State != casework.Reported || len(story.Steps) == 0 {
		return story, err
	}
	book, err := o.books.open(ctx)
	if err != nil {
		return Story{}, err
	}
	story.LookBy = book.Rules.Calendar.Due(story.Steps[0].At, lookWithin)
	return story, nil
}

// ContestedUntil returns which closing the sender of a report has contested, by the end of its time to contest; the epoch when none.
func (o *Office) ContestedUntil(ctx context.Context, report uuid.UUID) (time.Time, error) {
	return o.cfg.Public.ContestedUntil(ctx, report)
}

// lookWithin is how long it takes at most until somebody has looked at what was reported: reporters are told so.
var lookWithin = casework.Limit{Amount: 1, Unit: casework.WorkDays}
