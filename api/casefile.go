package api

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

// Case is a case with its whole story.
type Case struct {
	CaseHead
	Net           string          `json:"net"`
	Edition       int             `json:"edition"`
	Status        string          `json:"status" enum:"inside,border,snapped,outside"`
	BorderM       *float64        `json:"border_m"`
	DispatchedAt  *time.Time      `json:"dispatched_at"`
	MadeSafeAt    *time.Time      `json:"made_safe_at"`
	ResolvedAt    *time.Time      `json:"resolved_at"`
	ContestUntil  *time.Time      `json:"contest_until"`
	DeferredUntil *time.Time      `json:"deferred_until"`
	DuplicateOf   *string         `json:"duplicate_of"`
	Level         int             `json:"level" doc:"of the ladder: 0 grid, 1 community, 2 street, 3 district"`
	Told          []CaseReport    `json:"reports"`
	Events        []CaseEvent     `json:"events"`
	Tasks         []CaseTask      `json:"tasks"`
	Pictures      []CasePhoto     `json:"photos"`
	Duplicates    []CaseDuplicate `json:"duplicates"`
	Offers        []CaseOffer     `json:"offers" doc:"what who asks may do, the sensible next thing first"`
	OnDuty        []CaseOnDuty    `json:"on_duty"`
	Milestones    []CaseMilestone `json:"milestones" doc:"steps on the way, from the dispatch on; none before it"`
}

// CaseMilestone is a step on the way to the end of a case.
type CaseMilestone struct {
	Title Text      `json:"title"`
	Due   time.Time `json:"due"`
}

// CaseReport is a report of a case.
type CaseReport struct {
	ID          string    `json:"id"`
	Number      string    `json:"number" doc:"masked: the last group of its tracking number"`
	ReportedAt  time.Time `json:"reported_at"`
	ReceivedAt  time.Time `json:"received_at"`
	Source      string    `json:"source"`
	Description string    `json:"description"`
	AccuracyM   float64   `json:"accuracy_m" doc:"0: not known"`
	Datum       string    `json:"datum"`
	HasContact  bool      `json:"has_contact"`
	Joined      bool      `json:"joined" doc:"of a case that was open already"`

	Answers []CaseAnswer `json:"answers" doc:"to what its category asks"`
}

// CaseAnswer is what a reporter answered to a question of the category.
type CaseAnswer struct {
	Code   string `json:"code" doc:"of the question; MEDIA_URL: an address that came along, of which nothing was fetched"`
	Title  Text   `json:"title" doc:"the question; empty when it is not asked any more"`
	Hint   Text   `json:"hint" doc:"of a number: what it counts; else empty"`
	Values []Text `json:"values" doc:"several where several may be chosen"`
}

// CaseActor is who did something.
type CaseActor struct {
	Kind string  `json:"kind" enum:"system,reporter,account"`
	Name *string `json:"name"`
	Post *Text   `json:"post"`
}

// CaseReason is a typed reason.
type CaseReason struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
}

// CaseEvent is one line of a case's story.
type CaseEvent struct {
	Seq        int64           `json:"seq"`
	At         time.Time       `json:"at"`
	Action     CaseAction      `json:"action"`
	From       *CaseState      `json:"from"`
	To         CaseState       `json:"to"`
	Who        CaseActor       `json:"who"`
	Department *DepartmentName `json:"department" doc:"that had it afterwards"`
	Reason     *CaseReason     `json:"reason"`
	Note       string          `json:"note"`
	PublicNote string          `json:"public_note"`
	Detail     map[string]any  `json:"detail"`
}

// CaseTask is work on a case that another department does.
type CaseTask struct {
	ID         string          `json:"id"`
	Department *DepartmentName `json:"department"`
	Title      string          `json:"title"`
	State      TaskState       `json:"state"`
	Note       string          `json:"note"`
	Due        *time.Time      `json:"due"`
	CreatedAt  time.Time       `json:"created_at"`
	EndedAt    *time.Time      `json:"ended_at"`
	Ends       []TaskState     `json:"ends" doc:"how who asks may end it"`
}

// CasePhoto is a picture of a case.
type CasePhoto struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"report,before,after"`
	State      string     `json:"state" enum:"waiting,ready,refused"`
	Width      int        `json:"width"`
	Height     int        `json:"height"`
	TakenAt    *time.Time `json:"taken_at"`
	DistanceM  *float64   `json:"distance_m" doc:"of its own place from the pin"`
	Cleared    bool       `json:"cleared" doc:"the public may see it"`
	ByReporter bool       `json:"by_reporter"`
	Thumb      string     `json:"thumb"`
	Full       string     `json:"full"`
}

// CaseDuplicate is a case that is linked to this one.
type CaseDuplicate struct {
	ID       string    `json:"id"`
	Number   string    `json:"number" doc:"masked"`
	State    CaseState `json:"state"`
	OpenedAt time.Time `json:"opened_at"`
}

// CaseOffer is an action that may be taken.
type CaseOffer struct {
	Action  CaseAction   `json:"action"`
	Title   Text         `json:"title"`
	Needs   []CaseNeed   `json:"needs"`
	Reasons []CaseReason `json:"reasons"`
}

// CaseOnDuty is a member who serves the cell now.
type CaseOnDuty struct {
	MemberID int64  `json:"member_id"`
	Name     string `json:"name"`
	Role     string `json:"role"`
}

type caseInput struct {
	ID string `path:"id" maxLength:"64"`
}

type caseOutput struct {
	Cache string `header:"Cache-Control"`
	Body  Case
}

func (s *server) oneCase(ctx context.Context, in *caseInput) (*caseOutput, error) {
	p, id, err := s.deskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := s.cfg.Desk.Find(ctx, p, id)
	if err != nil {
		return nil, err
	}
	return s.caseOut(view), nil
}

func (s *server) caseOut(v office.View) *caseOutput {
	d := &v.Dossier
	c := Case{
		CaseHead: s.head(v.Row), Net: d.Placement.Net, Edition: d.Placement.Edition, Status: d.Placement.Status, BorderM: metres(d.Placement.BorderM),
		DispatchedAt: timeOut(d.DispatchedAt), MadeSafeAt: timeOut(d.MadeSafeAt), ResolvedAt: timeOut(d.ResolvedAt), ContestUntil: timeOut(d.ContestUntil),
		DeferredUntil: timeOut(d.DeferredUntil), DuplicateOf: idOut(d.DuplicateOf), Level: d.Level,
		Told: []CaseReport{}, Events: []CaseEvent{}, Tasks: []CaseTask{}, Pictures: photosOut(v.Pictures, ""), Duplicates: []CaseDuplicate{}, Offers: []CaseOffer{}, OnDuty: []CaseOnDuty{},
		Milestones: []CaseMilestone{},
	}
	for _, t := range v.Told {
		c.Told = append(c.Told, CaseReport{
			t.ID.String(), t.Number, t.ReportedAt.UTC(), t.ReceivedAt.UTC(), t.Source, t.Description, t.AccuracyM, t.Datum, t.HasContact, t.Joined,
			answersOut(t.Answers),
		})
	}
	for _, l := range v.Lines {
		c.Events = append(c.Events, eventOut(l))
	}
	for _, t := range v.File.Tasks {
		c.Tasks = append(c.Tasks, taskOut(t))
	}
	for _, r := range v.Duplicates {
		c.Duplicates = append(c.Duplicates, CaseDuplicate{r.Dossier.ID.String(), r.Number, CaseState(r.Dossier.State), r.Dossier.OpenedAt.UTC()})
	}
	for _, o := range v.Offers {
		c.Offers = append(c.Offers, offerOut(o))
	}
	for _, m := range v.OnDuty {
		c.OnDuty = append(c.OnDuty, CaseOnDuty{m.MemberID, m.Name, string(m.Role)})
	}
	for _, m := range v.Milestones {
		c.Milestones = append(c.Milestones, CaseMilestone{textOf(m.Title), m.Due.UTC()})
	}
	return &caseOutput{Cache: "no-store", Body: c}
}

func answersOut(answers []office.Answer) []CaseAnswer {
	out := []CaseAnswer{}
	for _, a := range answers {
		values := make([]Text, len(a.Values))
		for i, v := range a.Values {
			values[i] = Text(v)
		}
		out = append(out, CaseAnswer{a.Code, Text(a.Title), Text(a.Hint), values})
	}
	return out
}

func taskOut(t office.Task) CaseTask {
	out := CaseTask{
		ID: t.ID.String(), Department: departmentOut(t.Department, t.Title), Title: t.Task.Title, State: TaskState(t.State), Note: t.Note,
		Due: timeOut(t.Due), CreatedAt: t.CreatedAt.UTC(), EndedAt: timeOut(t.EndedAt), Ends: []TaskState{},
	}
	for _, end := range t.Ends {
		out.Ends = append(out.Ends, TaskState(end))
	}
	return out
}

func eventOut(l office.Line) CaseEvent {
	e := CaseEvent{
		Seq: l.Seq, At: l.At.UTC(), Action: CaseAction(l.Action), To: CaseState(l.Event.To), Who: CaseActor{Kind: string(l.Actor), Post: postOut(l.Post)},
		Department: departmentOut(l.Department, l.With), Note: l.Note, PublicNote: l.PublicNote, Detail: l.Detail,
	}
	if l.From != "" {
		from := CaseState(l.From)
		e.From = &from
	}
	if l.Name != "" {
		e.Who.Name = &l.Name
	}
	for _, r := range casework.Reasons(l.Action) {
		if r.Code == l.Reason {
			e.Reason = &CaseReason{r.Code, Text{r.ZH, r.EN}}
		}
	}
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	return e
}

func offerOut(o casework.Offer) CaseOffer {
	out := CaseOffer{Action: CaseAction(o.Action), Title: Text(o.Action.Title()), Needs: []CaseNeed{}, Reasons: []CaseReason{}}
	for _, need := range o.Needs {
		out.Needs = append(out.Needs, CaseNeed(need))
	}
	for _, r := range o.Reasons {
		out.Reasons = append(out.Reasons, CaseReason{r.Code, Text{r.ZH, r.EN}})
	}
	return out
}

// photosOut says photos with their addresses; query is what lets whoever asks see them.
func photosOut(photos []office.Photo, query string) []CasePhoto {
	out := []CasePhoto{}
	for _, p := range photos {
		at := "/api/v1/photos/" + p.ID.String()
		out = append(out, CasePhoto{
			ID: p.ID.String(), Kind: p.Kind, State: p.State, Width: p.Width, Height: p.Height, TakenAt: timeOut(p.TakenAt), DistanceM: p.DistanceM,
			Cleared: p.Cleared, ByReporter: p.ByReporter, Thumb: at + "/thumb.jpg" + query, Full: at + "/full.jpg" + query,
		})
	}
	return out
}
