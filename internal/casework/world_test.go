package casework_test

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
)

var shanghai = time.FixedZone("CST", 8*60*60)

// office is a week of 9 to 12 and 14 to 18, Monday to Friday, with National Day of 2026 as the State Council set it.
func office() casework.Calendar {
	hours := map[int][]casework.Span{}
	for weekday := 1; weekday <= 5; weekday++ {
		hours[weekday] = []casework.Span{{9 * 60, 12 * 60}, {14 * 60, 18 * 60}}
	}
	days := map[string]bool{"2026-09-20": true, "2026-10-10": true}
	for _, day := range []string{"01", "02", "03", "04", "05", "06", "07"} {
		days["2026-10-"+day] = false
	}
	return casework.Calendar{Code: "office", Hours: hours, Days: days, Zone: shanghai}
}

func pothole() casework.Category {
	return casework.Category{
		Code: "06013", NameZH: "道路破损", Severity: casework.Priority, Layer: "road-defects",
		MakeSafe: casework.Limit{Amount: 4, Unit: casework.WorkHours}, Resolve: casework.Limit{Amount: 5, Unit: casework.WorkDays},
	}
}

func cladding() casework.Category {
	return casework.Category{
		Code: "90001", NameZH: "高空坠物、外立面脱落", Severity: casework.Emergency, Layer: "hazards",
		MakeSafe: casework.Limit{Amount: 1, Unit: casework.Hours}, Resolve: casework.Limit{Amount: 24, Unit: casework.Hours},
	}
}

// rules is made once: nobody writes to it, and random walks ask for it very often.
var rules = sync.OnceValue(func() casework.Rules {
	r := casework.DefaultRules()
	r.Categories = map[string]casework.Category{}
	for _, c := range []casework.Category{pothole(), cladding()} {
		c.Milestones = []casework.Milestone{{Title: casework.Text{ZH: "完成", EN: "Done"}, Limit: c.Resolve}}
		r.Categories[c.Code] = c
	}
	r.Calendar = office()
	return r
})

func day(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, shanghai)
}

// opened is a case of category, opened on a working Monday morning.
func opened(category casework.Category) casework.Dossier {
	d, _ := casework.Start(casework.Case{
		ID: uuid.MustParse("00000000-0000-4000-8000-000000000001"), Category: category, State: casework.Reported, Severity: category.Severity,
		Placement: casework.Placement{Cell: "500120102001001", EditionID: 1, CellID: 2, District: "500120"},
		OpenedAt:  day(time.May, 11, 9, 0).UTC(), UpdatedAt: day(time.May, 11, 9, 0).UTC(),
	})
	return d
}

func account(id int64, department string, capacities ...casework.Capacity) casework.Actor {
	return casework.Actor{Kind: casework.ByAccount, AccountID: id, Department: department, Capacities: capacities}
}

// The people of the stories.
func member() casework.Actor  { return account(1, "", casework.CanVerify, casework.CanHandle) }
func another() casework.Actor { return account(2, "", casework.CanVerify, casework.CanHandle) }
func roads() casework.Actor   { return account(3, "roads", casework.CanHandle) }
func police() casework.Actor  { return account(4, "police", casework.CanHandle) }
func dispatcher() casework.Actor {
	return account(5, "centre", casework.CanVerify, casework.CanDispatch)
}
func arbiter() casework.Actor {
	return account(6, "centre", casework.CanVerify, casework.CanDispatch, casework.CanApprove, casework.CanArbitrate)
}
func everything() casework.Actor {
	return account(7, "roads", casework.CanVerify, casework.CanDispatch, casework.CanHandle, casework.CanApprove, casework.CanArbitrate)
}
func clerk() casework.Actor    { return casework.Actor{Kind: casework.BySystem} }
func reporter() casework.Actor { return casework.Actor{Kind: casework.ByReporter} }
