package api_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
)

// What is sent later than it was done names the account that did it: the session of another, or of nobody, does nothing with it.
func TestWhatIsMeantForOneAccountIsDoneInNoOthersName(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	path := "/api/v1/cases/" + r.CaseID
	send := func(method, path, body, who, meant string) answer {
		t.Helper()
		headers := []string{"Idempotency-Key", uuid.NewString(), "Wangge-Account", meant}
		if who != "" {
			headers = append(headers, "Authorization", "Bearer "+who)
		}
		return s.ask(method, path, body, headers...)
	}
	const file, patrol = `{"action":"file","version":1}`, `{` + inA + `,"datum":"wgs84","category":"` + pothole + `","patrol":true}`
	for _, one := range []struct{ method, path, body string }{
		{http.MethodPost, path + "/actions", file},
		{http.MethodPost, path + "/tasks", `{"department":"roads","title":"补坑"}`},
		{http.MethodPost, "/api/v1/tasks/" + uuid.NewString(), `{"state":"done"}`},
		{http.MethodPut, path + "/photos/" + uuid.NewString() + "?kind=after", "not even a picture"},
		{http.MethodPost, "/api/v1/reports", patrol},
	} {
		p := send(one.method, one.path, one.body, "second", "1").problem(http.StatusPreconditionFailed)
		if p.Type != "/problems/other-account" || p.Field != "Wangge-Account" {
			t.Errorf("%s %s in another's name: %+v", one.method, one.path, p)
		}
		send(one.method, one.path, one.body, "", "1").problem(http.StatusUnauthorized)
	}
	for _, wrong := range []string{"0", "-1", "dispatcher"} {
		send(http.MethodPost, path+"/actions", file, "dispatcher", wrong).problem(http.StatusBadRequest)
	}
	if c := s.caseAs("dispatcher", r.CaseID); c.Version != 1 || len(c.Tasks) != 0 {
		t.Fatalf("something was done: version %d, %d tasks", c.Version, len(c.Tasks))
	}
	if got := send(http.MethodPost, path+"/actions", file, "dispatcher", "1"); got.status != http.StatusOK {
		t.Fatalf("in one's own name it answers %d: %s", got.status, got.body)
	}
	events := s.caseAs("second", r.CaseID).Events
	if last := events[len(events)-1]; last.Action != "file" || last.Who.Name == nil || *last.Who.Name != "某1" {
		t.Errorf("the last event is %+v", last)
	}
}
