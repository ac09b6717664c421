package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/blob"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/photo"
	"github.com/wangge-map/wangge/internal/store"
)

// album is an album on a database and a folder of its own, with two reports.
type album struct {
	*photo.Album
	store  *store.Store
	url    string
	dir    string
	now    time.Time
	first  casework.Report // in cell A
	second casework.Report
}

func newAlbum(t *testing.T) *album {
	t.Helper()
	a := &album{url: pgtest.URL(t), dir: filepath.Join(t.TempDir(), "blobs"), now: time.Now()}
	var err error
	if a.store, err = store.Open(t.Context(), store.Config{URL: a.url, Box: pgtest.Box(t)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.store.Close)
	ed := saveGrid(t, a.store)
	ids := cellIDs(t, a.store, ed.ID)
	one, two := entry(t, ed, ids["A"], "photo-1"), entry(t, ed, ids["B"], "photo-2")
	one.Report.Placement.Cell, two.Report.Placement.Cell = "A", "B"
	save(t, a.store, one, two)
	a.first, a.second = one.Report, two.Report
	blobs, err := blob.OpenFolder("--blobs", a.dir)
	if err != nil {
		t.Fatal(err)
	}
	a.Album = photo.NewAlbum(photo.Config{Records: a.store, Blobs: blobs, Now: func() time.Time { return a.now }, Log: slog.New(slog.DiscardHandler)})
	return a
}

// picture is a JPEG that no other number makes.
func somePicture(n int) []byte {
	p := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range p.Pix {
		p.Pix[i] = byte(i * (n + 1))
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, p, nil) // to memory
	return out.Bytes()
}

func (a *album) send(t *testing.T, tracking string, data []byte) photo.Photo {
	t.Helper()
	p, fresh, err := a.Receive(t.Context(), photo.Sent{ID: uuid.New(), Tracking: tracking, Kind: photo.OfReport, Data: data})
	if err != nil || !fresh {
		t.Fatalf("fresh %t, %v", fresh, err)
	}
	return p
}

func (a *album) files(t *testing.T) (names []string) {
	t.Helper()
	err := a.Blobs.Each(t.Context(), "", func(key string, _ time.Time) error { names = append(names, key); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func (a *album) query(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), a.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func everywhere() identity.CaseScope { return identity.EveryCase() }

func TestAPhotoIsKeptAsSentThenMadePresentable(t *testing.T) {
	a := newAlbum(t)
	data := somePicture(1)
	p := a.send(t, a.first.Tracking, data)
	if p.State != photo.Waiting || p.CaseID != a.first.CaseID || p.ReportID != a.first.ID {
		t.Errorf("kept as %+v", p)
	}
	files := a.files(t)
	if len(files) != 1 || !strings.HasPrefix(files[0], "original/") {
		t.Fatalf("kept: %v", files)
	}
	if got, err := os.ReadFile(filepath.Join(a.dir, files[0])); err != nil || !bytes.Equal(got, data) {
		t.Errorf("kept differently: %d bytes, %v", len(got), err)
	}
	if n := a.query(t, "select count(*) from river_job where kind = 'photo' and args->>'id' = $1", p.ID.String()); n != 1 {
		t.Errorf("%d jobs were ordered", n)
	}
	if _, _, err := show(t, a, p.ID, "full", photo.Viewer{Scope: everywhere()}); geo.KindOf(err) != geo.NotFound {
		t.Errorf("a waiting photo is shown: %v", err)
	}
	changes := func() int {
		return a.query(t, "select count(*) from change where kind = 'case' and key = $1", p.CaseID.String())
	}
	before := changes()
	for range 2 { // once more changes nothing
		if err := a.Work(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
	}
	if told := changes() - before; told != 1 {
		t.Errorf("that it became presentable is told %d times", told)
	}
	if files := a.files(t); len(files) != 2 || strings.Contains(strings.Join(files, " "), "original") {
		t.Errorf("afterwards there are %v", files)
	}
	p, err := a.store.FindPhoto(t.Context(), p.ID)
	if err != nil || p.State != photo.Ready || p.Width != 64 || p.Height != 48 || p.DistanceM != nil || !p.TakenAt.IsZero() {
		t.Errorf("it became %+v, %v", p, err)
	}
	for _, size := range []string{"full", "thumb"} {
		got, public, err := show(t, a, p.ID, size, photo.Viewer{Scope: everywhere()})
		if _, decodeErr := jpeg.Decode(bytes.NewReader(got)); err != nil || public || decodeErr != nil {
			t.Errorf("%s: %v, public %t, %v", size, err, public, decodeErr)
		}
	}
}

func TestAPhotoSentAgainIsKeptOnce(t *testing.T) {
	a := newAlbum(t)
	id := uuid.New()
	sent := photo.Sent{ID: id, Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(1)}
	var work sync.WaitGroup
	var mu sync.Mutex
	times := 0
	for range 8 {
		work.Go(func() {
			_, fresh, err := a.Receive(context.Background(), sent)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if fresh {
				times++
			}
		})
	}
	work.Wait()
	if n := a.query(t, "select count(*) from photo"); n != 1 || times != 1 {
		t.Errorf("%d rows, fresh %d times", n, times)
	}
	if n := a.query(t, "select count(*) from river_job where kind = 'photo'"); n != 1 {
		t.Errorf("%d jobs", n)
	}
	other := sent
	other.Data = somePicture(2)
	if _, _, err := a.Receive(t.Context(), other); geo.KindOf(err) != geo.Conflict {
		t.Errorf("another picture under the same id: %v", err)
	}
	other = sent
	other.Tracking = a.second.Tracking
	if _, _, err := a.Receive(t.Context(), other); geo.KindOf(err) != geo.Conflict {
		t.Errorf("the same id for another report: %v", err)
	}
	if err := a.Work(t.Context(), id); err != nil {
		t.Errorf("the first is harmed: %v", err)
	}
	if _, fresh, err := a.Receive(t.Context(), sent); fresh || err != nil {
		t.Errorf("sent again when ready: %t, %v", fresh, err)
	}
}

func TestAReportTakesSixPhotosForADay(t *testing.T) {
	a := newAlbum(t)
	var work sync.WaitGroup
	kept := make(chan error, 12)
	for i := range 12 {
		work.Go(func() {
			_, _, err := a.Receive(context.Background(), photo.Sent{ID: uuid.New(), Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(i)})
			kept <- err
		})
	}
	work.Wait()
	close(kept)
	ok := 0
	for err := range kept {
		if err == nil {
			ok++
		} else if geo.KindOf(err) != geo.Conflict {
			t.Error(err)
		}
	}
	if n := a.query(t, "select count(*) from photo"); n != photo.MostOfReport || ok != n {
		t.Errorf("%d are kept, %d acknowledged", n, ok)
	}
	a.send(t, a.second.Tracking, somePicture(1)) // another report has its own
	a.now = a.now.Add(25 * time.Hour)
	late := photo.Sent{ID: uuid.New(), Tracking: a.second.Tracking, Kind: photo.OfReport, Data: somePicture(3)}
	if _, _, err := a.Receive(t.Context(), late); geo.KindOf(err) != geo.Conflict {
		t.Errorf("a day later: %v", err)
	}
	late.Tracking = "WG-none"
	if _, _, err := a.Receive(t.Context(), late); geo.KindOf(err) != geo.NotFound {
		t.Errorf("for no report: %v", err)
	}
}

func TestPhotosThatAreNotTakenLeaveNothingBehind(t *testing.T) {
	a := newAlbum(t)
	var work sync.WaitGroup
	for i := range 20 { // at once, and then one after another
		work.Go(func() {
			_, _, _ = a.Receive(context.Background(), photo.Sent{ID: uuid.New(), Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(i)})
		})
	}
	work.Wait()
	for i := range 3 {
		_, _, err := a.Receive(t.Context(), photo.Sent{ID: uuid.New(), Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(i)})
		if geo.KindOf(err) != geo.Conflict {
			t.Errorf("beyond the limit: %v", err)
		}
	}
	if names := a.files(t); len(names) != photo.MostOfReport {
		t.Errorf("%d files are kept: %v", len(names), names)
	}
	p := a.send(t, a.second.Tracking, somePicture(1))
	for name, s := range map[string]photo.Sent{
		"another picture":                {ID: p.ID, Tracking: a.second.Tracking, Kind: photo.OfReport, Data: somePicture(2)},
		"the same for another's report":  {ID: p.ID, Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(1)},
		"another for another's report":   {ID: p.ID, Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(2)},
		"one for a report that is not":   {ID: uuid.New(), Tracking: "WG-none", Kind: photo.OfReport, Data: somePicture(2)},
		"one that is no picture at all":  {ID: uuid.New(), Tracking: a.second.Tracking, Kind: photo.OfReport, Data: []byte("text")},
		"one for a case out of its area": {ID: uuid.New(), CaseID: a.second.CaseID, Kind: photo.Before, Data: somePicture(2)},
	} {
		if _, _, err := a.Receive(t.Context(), s); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if names := a.files(t); len(names) != photo.MostOfReport+1 {
		t.Errorf("%d files are kept: %v", len(names), names)
	}
	if err := a.Work(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	again := photo.Sent{ID: p.ID, Tracking: a.second.Tracking, Kind: photo.OfReport, Data: somePicture(1)}
	if kept, fresh, err := a.Receive(t.Context(), again); err != nil || fresh || kept.State != photo.Ready {
		t.Errorf("sent again when ready: %+v, %t, %v", kept, fresh, err)
	}
	if names := a.files(t); len(names) != photo.MostOfReport+2 { // two sizes
		t.Errorf("%d files are kept: %v", len(names), names)
	}
}

// goneSender is a store of blobs whose sender breaks off when the bytes are there.
type goneSender struct {
	blob.Store
	gone context.CancelFunc
}

func (g goneSender) Put(ctx context.Context, key string, data []byte) error {
	defer g.gone()
	return g.Store.Put(ctx, key, data)
}

func TestAPhotoWhoseSenderBreaksOffIsNotedIfItsBytesAreKept(t *testing.T) {
	a := newAlbum(t)
	ctx, cancel := context.WithCancel(t.Context())
	a.Blobs = goneSender{a.Blobs, cancel}
	p, _, err := a.Receive(ctx, photo.Sent{ID: uuid.New(), Tracking: a.first.Tracking, Kind: photo.OfReport, Data: somePicture(1)})
	if err != nil {
		t.Fatal(err)
	}
	if n := a.query(t, "select count(*) from photo where id = $1", p.ID); n != 1 {
		t.Error("it is not noted")
	}
}

func TestOnlyThoseInScopeSendAndSeeAndClear(t *testing.T) {
	a := newAlbum(t)
	area := func(s string) identity.CaseScope { return identity.CaseScope{Areas: identity.Scope{s}} }
	own := func(s, department string) identity.CaseScope {
		return identity.CaseScope{Own: identity.Scope{s}, Department: department}
	}
	sent := photo.Sent{CaseID: a.first.CaseID, Kind: photo.After, AccountID: 7}
	for i, c := range []struct {
		scope identity.CaseScope
		may   bool
	}{{area("A"), true}, {area(""), true}, {area("B"), false}, {own("A", "roads"), false}, {identity.CaseScope{}, false}} {
		sent.ID, sent.Scope, sent.Data = uuid.New(), c.scope, somePicture(i)
		_, _, err := a.Receive(t.Context(), sent)
		if c.may != (err == nil) || !c.may && geo.KindOf(err) != geo.NotFound {
			t.Errorf("%+v sends: %v", c.scope, err)
		}
	}
	p := a.send(t, a.first.Tracking, somePicture(9))
	if err := a.Work(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	sees := func(v photo.Viewer) bool {
		_, _, err := show(t, a, p.ID, "thumb", v)
		if err != nil && geo.KindOf(err) != geo.NotFound {
			t.Error(err)
		}
		return err == nil
	}
	dispatched(t, a, a.first, "roads")
	for _, c := range []struct {
		who    photo.Viewer
		before bool // before it is cleared
	}{
		{photo.Viewer{}, false},
		{photo.Viewer{Scope: area("A")}, true},
		{photo.Viewer{Scope: area("B")}, false},
		{photo.Viewer{Scope: own("A", "roads")}, true},
		{photo.Viewer{Scope: own("A", "water")}, false},
		{photo.Viewer{Scope: own("B", "roads")}, false},
		{photo.Viewer{Tracking: a.first.Tracking}, true},
		{photo.Viewer{Tracking: a.second.Tracking}, false},
	} {
		if sees(c.who) != c.before {
			t.Errorf("%+v sees it: %t", c.who, !c.before)
		}
	}
	if _, err := a.Clear(t.Context(), p.ID, area("B"), 7, true); geo.KindOf(err) != geo.NotFound {
		t.Errorf("cleared from elsewhere: %v", err)
	}
	if got, err := a.Clear(t.Context(), p.ID, area("A"), 7, true); err != nil || got.ClearedAt.IsZero() {
		t.Errorf("cleared: %+v, %v", got, err)
	}
	if _, public, err := show(t, a, p.ID, "full", photo.Viewer{}); err != nil || !public {
		t.Errorf("cleared, the public sees it: %t, %v", public, err)
	}
	if got, err := a.Clear(t.Context(), p.ID, area("A"), 7, false); err != nil || !got.ClearedAt.IsZero() || sees(photo.Viewer{}) {
		t.Errorf("taken back: %+v, %v", got, err)
	}
	if _, err := a.Clear(t.Context(), p.ID, area("A"), 7, true); err != nil {
		t.Fatal(err)
	}
	a.query(t, "with u as (update case_file set category = '91001' where id = $1 returning 1) select count(*) from u", a.first.CaseID)
	if sees(photo.Viewer{}) || !sees(photo.Viewer{Tracking: a.first.Tracking}) || !sees(photo.Viewer{Scope: area("A")}) {
		t.Error("a photo of a sensitive matter is shown to the public, or kept from those concerned")
	}
}

// dispatched gives a case to a department.
func dispatched(t *testing.T, a *album, r casework.Report, department string) {
	t.Helper()
	a.query(t, `with d as (insert into case_department (district, case_id, department) values ($1, $2, $3) returning 1) select count(*) from d`, r.Placement.District, r.CaseID, department)
}

func TestAPhotoThatCannotBeDecodedIsRefusedAndNothingOfItIsKept(t *testing.T) {
	a := newAlbum(t)
	data := somePicture(1)
	p := a.send(t, a.first.Tracking, append(data[:len(data)-20:len(data)-20], 0xff, 0xd9)) // whole to look at
	broken := bytes.Replace(data, []byte{0xff, 0xc4}, []byte{0xff, 0xe9}, 1)               // a table that is needed is missing
	q := a.send(t, a.first.Tracking, broken)
	for _, id := range []uuid.UUID{p.ID, q.ID} {
		if err := a.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	got, err := a.store.FindPhoto(t.Context(), q.ID)
	if err != nil || got.State != photo.Refused {
		t.Errorf("it became %+v, %v", got, err)
	}
	for _, name := range a.files(t) {
		if strings.Contains(name, q.ID.String()) {
			t.Errorf("%s is kept", name)
		}
	}
}

func TestThePlaceInAPhotoIsMeasuredFromThePin(t *testing.T) {
	a := newAlbum(t)
	p := a.send(t, a.first.Tracking, somePicture(1))
	p.State, p.Width, p.Height = photo.Ready, 64, 48
	at := a.first.Pin.At
	at.Lat += 10_000 // 0.001°
	if err := a.store.FinishPhoto(t.Context(), p, &at); err != nil {
		t.Fatal(err)
	}
	got, err := a.store.FindPhoto(t.Context(), p.ID)
	if err != nil || got.DistanceM == nil || *got.DistanceM < 110.5 || *got.DistanceM > 111.5 {
		t.Errorf("%v m, %v; want about 110.6", got.DistanceM, err)
	}
}

func TestBlobsThatNothingLeadsToAreSwept(t *testing.T) {
	a := newAlbum(t)
	waiting := a.send(t, a.first.Tracking, somePicture(1))
	ready := a.send(t, a.first.Tracking, somePicture(2))
	if err := a.Work(t.Context(), ready.ID); err != nil {
		t.Fatal(err)
	}
	orphan := uuid.New().String()
	left := []string{
		"original/" + orphan[:2] + "/" + orphan + "-0011223344556677", "full/" + orphan[:2] + "/" + orphan + ".jpg",
		fmt.Sprintf("original/%s/%s-0011223344556677", ready.ID.String()[:2], ready.ID), // its deletion was cut off
	}
	for _, key := range left {
		if err := a.Blobs.Put(t.Context(), key, []byte("left")); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Blobs.Put(t.Context(), "full/zz/not-a-photo", []byte("somebody's")); err != nil {
		t.Fatal(err)
	}
	if n, err := a.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("what is fresh: %d, %v", n, err)
	}
	a.now = a.now.Add(25 * time.Hour)
	if n, err := a.Sweep(t.Context()); n != len(left) || err != nil {
		t.Errorf("a day later: %d, %v; want %d", n, err, len(left))
	}
	if files := a.files(t); len(files) != 4 {
		t.Errorf("left: %v", files)
	}
	if err := a.Work(t.Context(), waiting.ID); err != nil {
		t.Errorf("the waiting one is harmed: %v", err)
	}
}

func TestJobsAreDoneAndTakenUpByTheSameProcess(t *testing.T) {
	a := newAlbum(t)
	var ids []uuid.UUID
	for i := range 5 {
		ids = append(ids, a.send(t, a.first.Tracking, somePicture(i)).ID)
	}
	// One was under way when the process was killed.
	a.query(t, "with u as (update river_job set state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{node-1}' where args->>'id' = $1 returning 1) select count(*) from u", ids[0].String())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	fails := errors.New("once")
	var once sync.Once
	go func() {
		defer close(ended)
		a.store.RunJobs(ctx, store.JobsConfig{Process: "node-1", Log: slog.New(slog.DiscardHandler), Work: store.Work{
			Photo: func(ctx context.Context, id uuid.UUID) (err error) {
				if id == ids[1] {
					once.Do(func() { err = fails })
				}
				if err != nil {
					return err
				}
				return a.Work(ctx, id)
			},
			Sweep: func(ctx context.Context) error { _, err := a.Sweep(ctx); return err },
		}})
	}()
	deadline := time.Now().Add(time.Minute)
	for a.query(t, "select count(*) from photo where state = 'ready'") < len(ids) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for the photos")
		}
		<-time.After(20 * time.Millisecond)
	}
	cancel()
	<-ended
	if n := a.query(t, "select count(*) from river_job where kind = 'photo' and state <> 'completed'"); n != 0 {
		t.Errorf("%d jobs are left", n)
	}
}

// Machines that were copied are called alike: the second takes up no job that the first is at.
func TestTwoProcessesOfOneNameDoNotTakeEachOthersJobs(t *testing.T) {
	a := newAlbum(t)
	photo := a.send(t, a.first.Tracking, somePicture(0)).ID
	begun, finish := make(chan struct{}), make(chan struct{})
	run := func(work func(context.Context, uuid.UUID) error) (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			a.store.RunJobs(ctx, store.JobsConfig{Process: "node-1", Log: slog.New(slog.DiscardHandler), Work: store.Work{Photo: work}})
		}()
		return func() { cancel(); <-ended }
	}
	var worked atomic.Int32 // on the first photo
	stopFirst := run(func(ctx context.Context, id uuid.UUID) error {
		if id == photo {
			worked.Add(1)
			close(begun)
			<-finish
		}
		return a.Work(ctx, id)
	})
	<-begun
	stopSecond := run(func(ctx context.Context, id uuid.UUID) error {
		if id == photo {
			worked.Add(1)
		}
		return a.Work(ctx, id)
	})
	other := a.send(t, a.first.Tracking, somePicture(1)).ID // whoever has done this one has looked what there is to do
	until := func(id uuid.UUID) {
		for deadline := time.Now().Add(time.Minute); a.query(t, "select count(*) from photo where state = 'ready' and id = $1", id) == 0; <-time.After(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("waited in vain for a photo")
			}
		}
	}
	until(other)
	if n := worked.Load(); n != 1 {
		t.Errorf("the first photo was taken up %d times", n)
	}
	close(finish)
	until(photo)
	stopSecond()
	stopFirst()
}

// show gives out a photo to v, as JPEG; public says whether everybody may see it.
func show(t *testing.T, a *album, id uuid.UUID, size string, v photo.Viewer) (data []byte, public bool, err error) {
	t.Helper()
	p, public, err := a.See(t.Context(), id, v)
	if err != nil {
		return nil, false, err
	}
	data, err = a.Read(t.Context(), p, size)
	return data, public, err
}
