package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/wangge-map/wangge/api"
)

// The map's figures and the queue of those at work tell the same cases overdue: by their due dates, which follow the work
// calendar and stand still while a case is deferred.
func TestTheMapCountsAsOverdueWhatTheQueueHolds(t *testing.T) {
	s := newDesk(t)
	steps := [][2]string{{"dispatcher", "file"}, {"dispatcher", "dispatch"}, {"roads", "accept"}, {"second", "defer"}, {"roads", "resume"}, {"roads", "resolve"}, {"dispatcher", "close"}}
	more := map[string]string{"defer": `,"reason":"weather","until":"2030-01-01T00:00:00Z"`}
	for i := range len(steps) + 1 { // one that stays at every step of the way
		id := s.report(fmt.Sprintf("key-0000%d", i), inA, pothole, "").CaseID
		for _, step := range steps[:i] {
			s.must(step[0], id, step[1], more[step[1]])
		}
	}
	late := s.report("key-00020", inA, pothole, "").CaseID
	s.must("dispatcher", late, "file", "")
	s.must("dispatcher", late, "dispatch", "")
	s.agreesOnOverdue(0)
	s.setUp("update case_file set resolve_due = now() - interval '2 seconds' where dispatched_at is not null",
		"insert into change (district, kind, key) select district, 'case', id::text from case_file")
	s.agreesOnOverdue(4) // dispatched twice, in progress, resumed: neither deferred, nor done, nor new
	s.setUp("update case_file set make_safe_due = now() - interval '1 hour', resolve_due = now() + interval '1 hour' where id = '"+late+"'",
		"insert into change (district, kind, key) select district, 'case', id::text from case_file")
	s.agreesOnOverdue(4)
	s.must("roads", late, "make_safe", "")
	s.agreesOnOverdue(3)
	// Open for years, but nobody has begun a clock: they are not late; the one whose clock runs out meanwhile is.
	s.setUp("update case_file set opened_at = now() - interval '3 years' where dispatched_at is null",
		"update case_file set resolve_due = now() - interval '2 seconds' where id = '"+late+"'",
		"insert into change (district, kind, key) select district, 'case', id::text from case_file")
	s.agreesOnOverdue(4)
}

// agreesOnOverdue waits until the map tells want cases overdue, and checks that the queue does.
func (s *service) agreesOnOverdue(want int) {
	s.t.Helper()
	var counts api.CaseCounts
	s.eventually(fmt.Sprintf("the map tells %d overdue", want), func() bool {
		s.get("/api/v1/cases/counts").into(http.StatusOK, &counts)
		return counts.Overdue == want
	})
	var queues struct{ Queues []api.QueueCount }
	s.as("dispatcher", http.MethodGet, "/api/v1/work/queues", "").into(http.StatusOK, &queues)
	for _, q := range queues.Queues {
		if q.Queue == "overdue" && q.Count != want {
			s.t.Errorf("the queue holds %d, the map tells %d", q.Count, want)
		}
	}
}
