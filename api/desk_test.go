package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/casework"
)

// assignable are the ids of those who may be given a case.
func (s *service) assignable(who, id string) []int64 {
	s.t.Helper()
	var found struct{ Accounts []api.Assignee }
	s.as(who, http.MethodGet, "/api/v1/cases/"+id+"/assignable", "").into(http.StatusOK, &found)
	ids := []int64{}
	for _, a := range found.Accounts {
		ids = append(ids, a.ID)
	}
	return ids
}

func TestACaseIsGivenToThoseOfItsDepartmentWhoWorkThere(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	s.setUp("update case_file set area = 'A'",
		`insert into account (id, login, name, department, disabled_at) overriding system value values
			(11, 'roads-b', '乙', 'roads', null), (12, 'roads-gone', '丙', 'roads', now()), (13, 'roads-none', '丁', 'roads', null), (14, 'grid', '戊', null, null)`,
		`insert into account_role (account_id, role, area) values
			(3, 'handler', 'A'), (4, 'handler', 'A'), (11, 'handler', 'B'), (12, 'handler', ''), (14, 'grid_member', 'A')`)
	path := "/api/v1/cases/" + r.CaseID + "/assignable"
	s.as("dispatcher", http.MethodGet, path, "").problem(http.StatusConflict) // nobody has it yet
	s.must("dispatcher", r.CaseID, "file", "")
	s.must("dispatcher", r.CaseID, "dispatch", `,"department":"roads"`)
	for _, who := range []string{"dispatcher", "roads"} {
		if got := s.assignable(who, r.CaseID); !slices.Equal(got, []int64{3}) {
			t.Errorf("%s may choose among %v, want 3 alone", who, got)
		}
	}
	s.as("parks", http.MethodGet, path, "").problem(http.StatusNotFound)
	s.as("onlyB", http.MethodGet, path, "").problem(http.StatusNotFound)
	s.as("nobody", http.MethodGet, path, "").problem(http.StatusForbidden)
	for _, other := range []int64{4, 11, 12, 13, 14} {
		if p := s.do("dispatcher", r.CaseID, "assign", fmt.Sprintf(`,"assignee":%d`, other)).problem(http.StatusBadRequest); p.Field != "assignee" {
			t.Errorf("account %d is refused for its %q", other, p.Field)
		}
	}
	if c := s.must("dispatcher", r.CaseID, "assign", `,"assignee":3`); c.Assignee == nil || c.Assignee.ID != 3 || c.Assignee.Name != "某3" {
		t.Errorf("it is assigned to %+v", c.Assignee)
	}
}

func TestAMatterOfTheGridIsGivenToItsMembersThoseOfTheCellFirst(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, quarrel, "")
	s.setUp("update case_file set area = 'A', state = 'in_progress', department = ''",
		`insert into member (id, net_id, cell_code, name, role, state) overriding system value select 7, id, 'A', '己', 'full_time', 'active' from net limit 1`,
		`insert into account (id, login, name, member_id) overriding system value values (21, 'far', '甲', null), (22, 'near', '乙', 7)`,
		"insert into account_role (account_id, role, area) values (3, 'handler', ''), (21, 'grid_member', ''), (22, 'grid_member', 'A')")
	if got := s.assignable("dispatcher", r.CaseID); !slices.Equal(got, []int64{22, 21}) {
		t.Errorf("those who may be given it are %v, want 22 and 21", got)
	}
}

func TestTheListIsNarrowedByCategoryAndByCell(t *testing.T) {
	s := newDesk(t)
	s.report("key-00001", inA, pothole, "")
	s.report("key-00002", inA, quarrel, "")
	s.report("key-00003", inB, pothole, "")
	s.setUp("update case_file set area = case when cell_id = (select id from cell where code = 'A' limit 1) then '500120001' else 'B' end")
	for query, want := range map[string]int{
		"": 3, "category=" + pothole: 2, "category=" + pothole[:2]: 2, "category=99": 0, "cell=500120001": 2, "cell=5001": 2, "cell=B": 1, "cell=1": 0, "cell=B&category=" + quarrel: 0, "cell=%25": 0,
	} {
		var list struct{ Total int }
		s.as("dispatcher", http.MethodGet, "/api/v1/work/cases?"+query, "").into(http.StatusOK, &list)
		if list.Total != want {
			t.Errorf("%q lists %d, want %d", query, list.Total, want)
		}
	}
	cells := func(who, q string) (codes []string) {
		var found struct{ Cells []api.CellCases }
		s.as(who, http.MethodGet, "/api/v1/work/cells?q="+q, "").into(http.StatusOK, &found)
		for _, c := range found.Cells {
			codes = append(codes, fmt.Sprintf("%s×%d", c.Code, c.Cases))
		}
		return codes
	}
	for _, c := range []struct {
		who, q string
		want   []string
	}{
		{"dispatcher", "", []string{"500120001×2", "B×1"}}, {"dispatcher", "5001", []string{"500120001×2"}}, {"dispatcher", "%25", nil},
		{"onlyB", "", []string{"B×1"}}, {"roads", "", nil},
	} {
		if got := cells(c.who, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s is suggested %v for %q, want %v", c.who, got, c.q, c.want)
		}
	}
	var list struct{ Cases []api.CaseRow }
	s.as("dispatcher", http.MethodGet, "/api/v1/work/cases?category="+pothole, "").into(http.StatusOK, &list)
	if got := list.Cases[0].Category.Layer; got != "road-defects" {
		t.Errorf("the layer of a pothole is %q", got)
	}
}

func TestThoseAtWorkSeeWhatAReporterAnswered(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	s.setUp(`insert into report_answer (district, report_id, code, position, value)
		select district, id, a.code, a.position, a.value from report, (values
			('LENGTH_M', 0, '1.5'), ('SIDE', 0, 'left'), ('SIDE', 1, 'pavement'), ('DEPTH', 0, 'deep'), ('GONE', 0, '旧')) as a (code, position, value)`)
	got := s.caseAs("dispatcher", r.CaseID).Told[0].Answers
	want := []api.CaseAnswer{
		{Code: "DEPTH", Title: api.Text{ZH: "破损有多深？", EN: "How deep is the damage?"}, Values: []api.Text{{ZH: "3 至 10 厘米", EN: "3 to 10 cm"}}},
		{Code: "SIDE", Title: api.Text{ZH: "在道路的哪一侧？", EN: "On which side of the road?"}, Values: []api.Text{{ZH: "左侧", EN: "Left"}, {ZH: "人行道", EN: "Pavement"}}},
		{Code: "LENGTH_M", Title: api.Text{ZH: "有多长？", EN: "How long is it?"}, Hint: api.Text{ZH: "米", EN: "Metres"}, Values: []api.Text{{ZH: "1.5", EN: "1.5"}}},
		{Code: "GONE", Values: []api.Text{{ZH: "旧", EN: "旧"}}},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the answers are\n%v, want\n%v", got, want)
	}
}

func TestACaseSaysWhenItsMilestonesFallDue(t *testing.T) {
	s := newDesk(t)
	s.setUp(`update category set milestones = '[{"title_zh": "围挡", "title_en": "Fence", "amount": 24, "unit": "hours"}]' where kind = 'matter' and code = '06013'`)
	r := s.report("key-00001", inA, pothole, "")
	s.must("dispatcher", r.CaseID, "file", "")
	if got := s.caseAs("dispatcher", r.CaseID).Milestones; len(got) != 0 {
		t.Errorf("before it is dispatched it has %v", got)
	}
	s.must("dispatcher", r.CaseID, "dispatch", `,"department":"roads"`)
	var c api.Case
	s.eventually("the new rules hold", func() bool { c = s.caseAs("roads", r.CaseID); return len(c.Milestones) > 0 })
	if got := c.Milestones; len(got) != 1 || got[0].Title != (api.Text{ZH: "围挡", EN: "Fence"}) || !got[0].Due.Equal(c.DispatchedAt.Add(24*time.Hour)) {
		t.Errorf("dispatched at %s it has %v", c.DispatchedAt, got)
	}
}

func TestATaskSaysHowWhoLooksMayEndIt(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	s.must("dispatcher", r.CaseID, "file", "")
	s.must("dispatcher", r.CaseID, "dispatch", `,"department":"roads"`)
	s.as("dispatcher", http.MethodPost, "/api/v1/cases/"+r.CaseID+"/tasks", `{"department":"parks","title":"修枝"}`).into(http.StatusOK, new(api.Case))
	for who, want := range map[string]string{"dispatcher": "[done returned cancelled]", "parks": "[done returned]", "roads": "[]"} {
		if got := fmt.Sprint(s.caseAs(who, r.CaseID).Tasks[0].Ends); got != want {
			t.Errorf("%s may end it %s, want %s", who, got, want)
		}
	}
	var c api.Case
	s.as("parks", http.MethodPost, "/api/v1/tasks/"+s.caseAs("parks", r.CaseID).Tasks[0].ID, `{"state":"returned","note":"树在小区里"}`).into(http.StatusOK, &c)
	if task := c.Tasks[0]; task.State != api.TaskState(casework.TaskReturned) || task.Note != "树在小区里" || len(task.Ends) != 0 {
		t.Errorf("returned, it is %+v", task)
	}
}
