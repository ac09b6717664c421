package office_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

func TestOnlyWhoseRosterHasTheHourIsOnDuty(t *testing.T) {
	w := newWorld(t)
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	moment := office.MomentOf(w.now.In(zone))
	w.sql("insert into member (id, net_id, cell_code, name, role, state) overriding system value select i, (select id from net), 'A', 'member ' || i, 'full_time', case i when 73 then 'left' else 'active' end from generate_series(71, 73) i")
	for id, from := range map[int]int{71: moment.Minute, 73: moment.Minute} { // 72 has no roster
		w.sql("insert into roster (member_id, weekday, from_minute, to_minute) values ($1, $2, $3, $4)", id, moment.Weekday, from, from+1)
	}
	onDuty := w.find(w.opened(1)[0]).OnDuty
	if len(onDuty) != 1 || onDuty[0].MemberID != 71 {
		t.Errorf("on duty are %+v, want member 71 alone", onDuty)
	}
}

// Two who take up each other's case lock both in opposite order: the database ends one of the transactions, which is made again.
func TestTwoWhoNeedEachOthersCaseBothGetTheirTurn(t *testing.T) {
	w := newWorld(t)
	ids := w.opened(2)
	var both sync.WaitGroup
	both.Add(2)
	errs := make(chan error, 2)
	for i := range ids {
		go func() {
			first := true
			deed := office.Deed{CaseID: ids[i], Scope: identity.EveryCase()}
			errs <- w.store.Act(t.Context(), deed, func(_ casework.Dossier, beside office.Beside) (office.Decided, error) {
				if first {
					first = false
					both.Done()
					both.Wait() // both hold their own now
				}
				_, err := beside.Case(context.WithoutCancel(t.Context()), ids[1-i])
				return office.Decided{}, err
			})
		}()
	}
	for range ids {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestTheSettledOnesAreListedWhateverEndedThemTheLastFirst(t *testing.T) {
	w := newWorld(t)
	open, rejected, duplicate := w.opened(1)[0], w.opened(1)[0], w.opened(1)[0]
	w.act(rejected, office.Order{Action: casework.Reject, Reason: "not_found"})
	w.now = w.now.Add(time.Minute)
	w.act(duplicate, office.Order{Action: casework.LinkTo, DuplicateOf: open})
	rows, total, _, err := w.office.List(t.Context(), somebody(), office.Wanted{Queue: office.QueueSettled, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || total != 2 || rows[0].Dossier.ID != duplicate || rows[1].Dossier.ID != rejected {
		t.Errorf("%d of %d are listed: %+v", len(rows), total, rows)
	}
}

func TestWhatIsNearIsTheLikestFirst(t *testing.T) {
	w := newWorld(t)
	ids := w.opened(5)
	// So many ten millionths of a degree east, a hundred of which are 1.1 m there.
	for i, c := range []struct {
		category string
		east     int
	}{{pothole, 0}, {"01010", 900}, {"06050", 9000}, {pothole, 9500}, {pothole, 1800}} {
		w.sql("update case_file set category = $2, geom = ST_SetSRID(ST_MakePoint(ST_X(geom) + $3::int / 1e7, ST_Y(geom)), 4326) where id = $1", ids[i], c.category, c.east)
	}
	rows, err := w.office.Near(t.Context(), somebody(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	var got []uuid.UUID
	for _, r := range rows {
		got = append(got, r.Dossier.ID)
	}
	if want := []uuid.UUID{ids[4], ids[3], ids[2], ids[1]}; !slices.Equal(got, want) {
		t.Errorf("near are %v, want the hole 20 m off, the one 105 m off, its class 99 m off, then what is nearest: %v", got, want)
	}
}
