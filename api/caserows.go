package api

import (
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

// CaseCategory is the category of a case.
type CaseCategory struct {
	Code  string `json:"code"`
	Name  Text   `json:"name"`
	Layer string `json:"layer" doc:"that its mark is of; empty: not known any more"`
}

// Assignee is one person who has a case.
type Assignee struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// CaseRow is a case in a list for people at work.
type CaseRow struct {
	CaseHead
	Reports int `json:"reports" doc:"how many"`
	Photos  int `json:"photos" doc:"how many"`
}

// CaseHead is what lists and the case itself say alike.
type CaseHead struct {
	ID          string          `json:"id"`
	Number      string          `json:"number" doc:"of its first report, masked: the last group of the tracking number, which is the reporter's alone"`
	Category    CaseCategory    `json:"category"`
	State       CaseState       `json:"state"`
	Severity    string          `json:"severity" enum:"routine,priority,urgent,emergency"`
	Sensitive   bool            `json:"sensitive"`
	Cell        *string         `json:"cell"`
	CellName    *string         `json:"cell_name"`
	Area        string          `json:"area" doc:"what scopes are prefixes of"`
	Lon         float64         `json:"lon" doc:"WGS 84"`
	Lat         float64         `json:"lat" doc:"WGS 84"`
	OpenedAt    time.Time       `json:"opened_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
	Department  *DepartmentName `json:"department" doc:"that has it; null: the centre"`
	Assignee    *Assignee       `json:"assignee"`
	MakeSafeDue *time.Time      `json:"make_safe_due"`
	ResolveDue  *time.Time      `json:"resolve_due"`
	DueAt       *time.Time      `json:"due_at" doc:"when the clock that runs next runs out; null: none runs"`
	DueWhat     *string         `json:"due_what" enum:"make_safe,resolve" doc:"which clock that is"`
	SoonAt      *time.Time      `json:"soon_at" doc:"from when on it is soon; null: never"`
	Overdue     bool            `json:"overdue" doc:"that clock has run out"`
	Paused      bool            `json:"paused"`
	Hops        int             `json:"hops"`
	Reworks     int             `json:"reworks"`
	Words       string          `json:"words" doc:"the first 60 characters of its first report"`
	Version     int             `json:"version" doc:"to act with"`
}

// row says r as JSON.
func (s *server) row(r office.Row) CaseRow { return CaseRow{s.head(r), r.Reports, r.Photos} }

func (s *server) head(r office.Row) CaseHead {
	d := &r.Dossier
	out := CaseHead{
		ID: d.ID.String(), Number: r.Number, Category: CaseCategory{Code: d.Category.Code}, State: CaseState(d.State), Severity: d.Severity.String(), Area: d.Area,
		OpenedAt: d.OpenedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC(), MakeSafeDue: timeOut(d.MakeSafeDue), ResolveDue: timeOut(d.ResolveDue),
		Paused: !d.PausedAt.IsZero(), Hops: d.Hops, Reworks: d.Reworks,
		Words: r.Words, Version: d.Version, Sensitive: true, // until its category says otherwise
	}
	if deadline := d.Deadline(); !deadline.At.IsZero() {
		what := "resolve"
		if deadline.MakeSafe {
			what = "make_safe"
		}
		out.DueAt, out.DueWhat, out.SoonAt, out.Overdue = timeOut(deadline.At), &what, timeOut(deadline.SoonAt), deadline.Late(s.cfg.Now())
	}
	out.Lon, out.Lat = d.At.Degrees()
	out.Cell, out.CellName = ownerOf(d.Placement)
	if c, known := s.cfg.Picture.Category(d.Category.Code); known {
		out.Category.Name, out.Category.Layer, out.Sensitive = Text{c.NameZH, c.NameEN}, c.Layer, c.Sensitive
	}
	out.Department = departmentOut(d.Department, r.Title)
	if d.Assignee != 0 {
		out.Assignee = &Assignee{d.Assignee, r.AssigneeName}
	}
	return out
}

func (s *server) rows(rows []office.Row) []CaseRow {
	out := make([]CaseRow, len(rows))
	for i, r := range rows {
		out[i] = s.row(r)
	}
	return out
}

func departmentOut(code string, title casework.Text) *DepartmentName {
	if code == "" {
		return nil
	}
	return &DepartmentName{Code: code, Title: Text(title)}
}

// postOut is a department as the public sees it; null for none.
func postOut(title casework.Text) *Text {
	if title == (casework.Text{}) {
		return nil
	}
	return &Text{title.ZH, title.EN}
}

func idOut(id uuid.UUID) *string {
	if id == uuid.Nil {
		return nil
	}
	text := id.String()
	return &text
}
