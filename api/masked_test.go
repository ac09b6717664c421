package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/casework"
)

// Whoever has the tracking number speaks as the reporter: contests, and has their words deleted. Those at work see which number it is,
// and not the number.
func TestThoseAtWorkAreNeverToldATrackingNumber(t *testing.T) {
	s := newDesk(t)
	first, second := s.report("key-00001", inA, pothole, ""), s.report("key-00002", inA, pothole, "")
	again := s.report("key-00003", inA, pothole, `,"same_as":"`+first.CaseID+`"`)
	secrets := []string{first.Tracking, second.Tracking, again.Tracking}
	silent := func(what string, a answer) string {
		t.Helper()
		if a.status != http.StatusOK && a.status != http.StatusCreated {
			t.Fatalf("%s answers %d: %s", what, a.status, a.body)
		}
		for _, number := range secrets {
			hidden, _ := strings.CutSuffix(number, number[len(number)-5:])
			if strings.Contains(string(a.body), hidden) {
				t.Errorf("%s tells %s: %s", what, number, a.body)
			}
		}
		return string(a.body)
	}
	ask := func(path string) string {
		t.Helper()
		return silent(path, s.as("second", http.MethodGet, path, ""))
	}
	silent("to act", s.do("second", first.CaseID, "file", ""))
	silent("to add a task", s.as("second", http.MethodPost, "/api/v1/cases/"+first.CaseID+"/tasks", `{"department":"roads","title":"补坑"}`))
	if near := ask("/api/v1/cases/" + first.CaseID + "/near"); !strings.Contains(near, casework.Masked(second.Tracking)) {
		t.Errorf("what is near has no number: %s", near)
	}
	silent("to link", s.do("second", second.CaseID, "duplicate", `,"duplicate_of":"`+first.CaseID+`"`))
	file := ask("/api/v1/cases/" + first.CaseID)
	for _, number := range secrets {
		if !strings.Contains(file, casework.Masked(number)) {
			t.Errorf("the case does not say %s: %s", casework.Masked(number), file)
		}
	}
	ask("/api/v1/work/cases")
	ask("/api/v1/work/cases?state=duplicate")
	ask("/api/v1/reports/" + first.ID)
	silent("a certificate", s.as("second", http.MethodGet, "/api/v1/reports/"+first.ID+"/certificate", ""))

	// What they do see opens nothing.
	for _, seen := range []string{first.ID, casework.Masked(first.Tracking), first.Tracking[len(first.Tracking)-4:]} {
		s.as("second", http.MethodPost, "/api/v1/reports/"+seen+"/contest", `{"words":"坑还在"}`).problem(http.StatusNotFound)
		s.as("second", http.MethodDelete, "/api/v1/reports/"+seen+"/contact?words=true", "").problem(http.StatusNotFound)
	}
}

func TestACaseIsFoundByItsNumberAndByWhatIsSeenOfIt(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, `,"description":"井盖 ZZZZ 旁"`)
	s.setUp("update report set tracking = 'WG-7K3M-9QXP-4T0C'")
	for q, want := range map[string]int{
		"WG-7K3M-9QXP-4T0C": 1, "wg-7k3m-9qxp-4t0c": 1, "%E2%80%A64T0C": 1, "4t0c": 1, "ZZZZ": 1, // the last one by the words
		"9QXP": 0, "7K3M": 0, "WG-7K3M": 0, "WG-7K3M-9QXP": 0, "T0C": 0, "XXXX": 0, // what is hidden can't be found out in pieces
	} {
		var list struct {
			Total int
			Cases []api.CaseRow
		}
		s.as("dispatcher", http.MethodGet, "/api/v1/work/cases?q="+q, "").into(http.StatusOK, &list)
		if list.Total != want || len(list.Cases) != want || want == 1 && (list.Cases[0].ID != r.CaseID || list.Cases[0].Number != "…4T0C") {
			t.Errorf("%s finds %d: %+v", q, list.Total, list.Cases)
		}
		s.as("onlyB", http.MethodGet, "/api/v1/work/cases?q="+q, "").into(http.StatusOK, &list)
		if list.Total != 0 {
			t.Errorf("%s finds %d in a foreign area", q, list.Total)
		}
	}
}

func TestThoseWhoMaySeeACaseGetItsReportsCertificateByTheID(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	path := fmt.Sprintf("/api/v1/reports/%s/certificate", r.ID)
	var c api.Certificate
	s.as("dispatcher", http.MethodGet, path, "").into(http.StatusOK, &c)
	// By its hash, what is hidden of the number could be guessed.
	if c.Payload.Report != nil || c.Payload.Case == nil || *c.Payload.Case != r.CaseID || *c.Payload.Cell != "A" {
		t.Errorf("the certificate says %+v", c.Payload)
	}
	for _, who := range []string{"onlyB", "roads", "nobody"} {
		s.as(who, http.MethodGet, path, "").problem(http.StatusNotFound)
	}
	s.get(path).problem(http.StatusNotFound)
	s.as("dispatcher", http.MethodGet, fmt.Sprintf("/api/v1/reports/%s/certificate", r.CaseID), "").problem(http.StatusNotFound)
	s.as("onlyB", http.MethodGet, "/api/v1/reports/"+r.Tracking+"/certificate", "").into(http.StatusOK, &c)
	if c.Payload.Report == nil {
		t.Error("asked for with the number it does not say of which report it is")
	}
}

// The photos of a sensitive matter are its reporter's and those at work's: the id opens none, and names none.
func TestTheIDOfASensitiveReportNamesNoPhotos(t *testing.T) {
	s := newDesk(t)
	for kind, want := range map[string]int{pothole: 1, quarrel: 0} {
		r := s.report("key-"+kind, inA, kind, "")
		s.setUp(`insert into photo (id, district, case_id, report_id, kind, state, digest, bytes, width, height, cleared_at, received_at)
			select gen_random_uuid(), district, case_id, id, 'report', 'ready', '', 1, 640, 480, now(), now() from report where id = '` + r.ID + `'`)
		for asked, want := range map[string]int{r.ID: want, r.Tracking: 1} {
			var p api.Progress
			s.get("/api/v1/reports/"+asked).into(http.StatusOK, &p)
			if len(p.Photos) != want {
				t.Errorf("of %s, asked for with %s: %+v", kind, asked, p.Photos)
			}
			for _, photo := range p.Photos {
				if strings.Contains(photo.Full, "tracking=") != (asked == r.Tracking) {
					t.Errorf("asked for with %s: %s", asked, photo.Full)
				}
			}
		}
	}
}
