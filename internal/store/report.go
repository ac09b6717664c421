package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/seal"
)

// saveAttempts is how often a batch is tried again because another process kept one of its reports at the same moment: the
// second time it is seen beforehand.
const saveAttempts = 3

// SaveReports keeps a batch of reports with their cases, events and changes in one transaction, and says what became of
// each, in order. On an error nothing of the batch is kept. When it returns without one, everything marked Saved is on
// the database's disk.
func (s *Store) SaveReports(ctx context.Context, batch []casework.Imported) ([]casework.Kept, error) {
	for attempt := 1; ; attempt++ {
		kept, err := s.saveReports(ctx, batch)
		if attempt < saveAttempts && isDuplicate(err) {
			continue
		}
		return kept, translate("save reports", err)
	}
}

// saveReports goes to the database twice: to begin and ask, and to write and commit.
func (s *Store) saveReports(ctx context.Context, batch []casework.Imported) ([]casework.Kept, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release(conn)
	inForce, known, err := s.beforeSaving(ctx, conn, batch)
	if err != nil {
		return nil, err
	}
	kept := make([]casework.Kept, len(batch))
	fresh := reportColumns{}
	joined, err := s.beforeJoining(ctx, conn, batch)
	if err != nil {
		return nil, err
	}
	for _, i := range inOrderOfSource(batch) {
		r := &batch[i].Report
		key := sourceKey{r.Source, r.SourceID}
		if first, ok := known[key]; ok {
			kept[i] = first.outcome(r.Digest)
		} else if p := r.Placement; p.EditionID != inForce[p.Net] {
			kept[i] = casework.Kept{Outcome: casework.EditionMoved, ReportID: r.ID}
		} else if r.SameAs != uuid.Nil && !joined.join(r) {
			kept[i] = casework.Kept{Outcome: casework.NotJoined, ReportID: r.ID}
		} else {
			kept[i] = casework.Kept{Outcome: casework.Saved, ReportID: r.ID}
			known[key] = firstReport{r.ID, r.Digest} // its twin may follow
			into := &fresh
			if r.SameAs != uuid.Nil {
				into = &joined.reports
			}
			if err := into.add(&batch[i], s.box); err != nil {
				return nil, err
			}
		}
	}
	if len(fresh.id) == 0 && len(joined.reports.id) == 0 {
		return kept, nil
	}
	return kept, s.insertReports(ctx, conn, &fresh, joined)
}

// release gives conn back, after ending a transaction that has not come to its commit.
func release(conn *pgxpool.Conn) {
	defer conn.Release() // which closes a connection that is still in a transaction
	if conn.Conn().IsClosed() || conn.Conn().PgConn().TxStatus() == idle {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
	defer cancel()
	_, _ = conn.Exec(ctx, "rollback")
}

const (
	idle            = 'I' // PostgreSQL's word for a connection that is in no transaction
	rollbackTimeout = time.Second
)

// inOrderOfSource returns the indices of batch in the order of the reports' identities. Two batches that hold the same
// identities must insert them in the same order, or each may wait for the other.
func inOrderOfSource(batch []casework.Imported) []int {
	order := make([]int, len(batch))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &batch[a].Report, &batch[b].Report
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.SourceID, y.SourceID))
	})
	return order
}

// beforeSaving begins a transaction, locks the editions and asks which of them are in force and which reports are known.
func (s *Store) beforeSaving(ctx context.Context, conn *pgxpool.Conn, batch []casework.Imported) (map[string]int64, map[sourceKey]firstReport, error) {
	inForce := map[string]int64{}
	known := map[sourceKey]firstReport{}
	sources, ids := sourceColumns(batch)
	b := &pgx.Batch{}
	b.Queue("begin")
	b.Queue(s.sql["lock_editions_shared"])
	b.Queue(s.sql["editions_in_force"]).Query(func(rows pgx.Rows) error {
		var net string
		var id int64
		_, err := pgx.ForEachRow(rows, []any{&net, &id}, func() error { inForce[net] = id; return nil })
		return err
	})
	b.Queue(s.sql["reports_by_source"], sources, ids).Query(func(rows pgx.Rows) error { return collectSources(rows, known) })
	return inForce, known, conn.SendBatch(ctx, b).Close()
}

type sourceKey struct{ source, id string }

type firstReport struct {
	id     uuid.UUID
	digest []byte
}

func (f firstReport) outcome(digest []byte) casework.Kept {
	if bytes.Equal(f.digest, digest) {
		return casework.Kept{Outcome: casework.Resent, ReportID: f.id}
	}
	return casework.Kept{Outcome: casework.KeyReused, ReportID: f.id}
}

func sourceColumns(batch []casework.Imported) (sources, ids []string) {
	for i := range batch {
		sources = append(sources, batch[i].Report.Source)
		ids = append(ids, batch[i].Report.SourceID)
	}
	return sources, ids
}

func collectSources(rows pgx.Rows, into map[sourceKey]firstReport) error {
	var key sourceKey
	var first firstReport
	_, err := pgx.ForEachRow(rows, []any{&key.source, &key.id, &first.digest, &first.id}, func() error {
		into[key] = firstReport{first.id, bytes.Clone(first.digest)}
		return nil
	})
	return err
}

// insertReports writes and commits.
func (s *Store) insertReports(ctx context.Context, conn *pgxpool.Conn, fresh *reportColumns, joined *joins) error {
	b := &pgx.Batch{}
	if len(fresh.id) > 0 {
		s.queueReports(b, fresh)
		s.queueCases(b, fresh)
	}
	if len(joined.reports.id) > 0 {
		s.queueReports(b, &joined.reports)
		s.queueJoins(b, joined)
	}
	b.Queue(s.sql["wake"])
	b.Queue("commit")
	return conn.SendBatch(ctx, b).Close()
}

func (s *Store) queueReports(b *pgx.Batch, c *reportColumns) {
	b.Queue(s.sql["save_reports"], c.district, c.id, c.caseID, c.tracking, c.category, c.datum, c.sourceX, c.sourceY, c.lon, c.lat,
		c.accuracyM, c.description, c.source, c.sourceID, c.digest, c.reportedAt, c.receivedAt, c.consent)
	if len(c.contactID) > 0 {
		b.Queue(s.sql["save_contacts"], c.contactDistrict, c.contactID, c.contactSealed)
	}
	if a := &c.answers; len(a.code) > 0 {
		b.Queue(s.sql["save_answers"], a.district, a.report, a.code, a.position, a.value)
	}
}

func (s *Store) queueCases(b *pgx.Batch, c *reportColumns) {
	b.Queue(s.sql["save_cases"], c.district, c.caseID, c.category, c.state, c.severity, c.net, c.editionID, c.cellID, c.status, c.borderM, c.lon, c.lat,
		c.openedAt, c.updatedAt, c.closedAt, c.area)
	b.Queue(s.sql["save_opened"], c.district, c.caseID, c.openedAt, c.state, c.editionID, c.cellID)
	b.Queue(s.sql["save_case_changes"], c.district, c.caseID)
}

// reportColumns turns a batch into one array a column, as unnest wants it.
type reportColumns struct {
	district                  []string
	id, caseID                uuids
	tracking, category, datum []string
	sourceX, sourceY          []float64
	lon, lat, accuracyM       []float64
	description, consent      []string
	source, sourceID          []string
	digest                    [][]byte
	reportedAt, receivedAt    []time.Time
	contactDistrict           []string // of those reports that have a contact
	contactID                 uuids
	contactSealed             [][]byte
	answers                   answerColumns
	state                     []string
	severity                  []int16
	net, area                 []string
	editionID, cellID         []*int64
	status                    []string
	borderM                   []*float64
	openedAt, updatedAt       []time.Time
	closedAt                  []*time.Time
}

// uuids is an array of pgx's own type: of google/uuid's it would make text, fail to send it, and read it again, each.
type uuids = pgtype.FlatArray[pgtype.UUID]

func asUUID(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }

func (c *reportColumns) add(in *casework.Imported, box *seal.Box) error {
	r, k := &in.Report, &in.Case
	lon, lat := r.Pin.At.Degrees()
	c.district = append(c.district, r.Placement.District)
	c.id, c.caseID = append(c.id, asUUID(r.ID)), append(c.caseID, asUUID(r.CaseID))
	c.tracking, c.category, c.datum = append(c.tracking, r.Tracking), append(c.category, r.Category.Code), append(c.datum, r.Pin.Datum)
	c.sourceX, c.sourceY = append(c.sourceX, r.Pin.SourceX), append(c.sourceY, r.Pin.SourceY)
	c.lon, c.lat, c.accuracyM = append(c.lon, lon), append(c.lat, lat), append(c.accuracyM, r.Pin.AccuracyM)
	c.description, c.consent = append(c.description, r.Description), append(c.consent, r.Consent)
	c.source, c.sourceID = append(c.source, r.Source), append(c.sourceID, r.SourceID)
	c.digest = append(c.digest, append([]byte{}, r.Digest...)) // never null
	c.reportedAt, c.receivedAt = append(c.reportedAt, r.ReportedAt), append(c.receivedAt, r.ReceivedAt)
	if r.Contact != (casework.Contact{}) {
		c.contactDistrict, c.contactID = append(c.contactDistrict, r.Placement.District), append(c.contactID, asUUID(r.ID))
		sealed, err := sealContact(box, r.ID, r.Contact)
		if err != nil {
			return err
		}
		c.contactSealed = append(c.contactSealed, sealed)
	}
	c.answers.add(r)
	c.state, c.severity = append(c.state, string(k.State)), append(c.severity, int16(k.Severity))
	c.net, c.area = append(c.net, r.Placement.Net), append(c.area, r.Placement.Area())
	c.editionID, c.cellID = append(c.editionID, idOrNull(r.Placement.EditionID)), append(c.cellID, idOrNull(r.Placement.CellID))
	c.status = append(c.status, r.Placement.Status)
	c.borderM = append(c.borderM, numberOrNull(r.Placement.BorderM))
	c.openedAt, c.updatedAt = append(c.openedAt, k.OpenedAt), append(c.updatedAt, k.UpdatedAt)
	c.closedAt = append(c.closedAt, timeOrNull(k.ClosedAt))
	return nil
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func numberOrNull(v float64) *float64 {
	if v != v { // NaN: not known
		return nil
	}
	return &v
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// FindProgress returns what may be told about the report with this id or tracking number. It returns a NotFound error
// when there is none, or more than one: whoever has the number of one must not be told of the other.
func (s *Store) FindProgress(ctx context.Context, idOrTracking string) (casework.Progress, error) {
	ids := []uuid.UUID{}
	if id, err := uuid.Parse(idOrTracking); err == nil {
		ids = append(ids, id)
	}
	rows, err := s.pool.Query(ctx, s.sql["find_progress"], ids, idOrTracking)
	if err != nil {
		return casework.Progress{}, translate("find report", err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanProgress)
	return p, translate("find report", err)
}

func scanProgress(row pgx.CollectableRow) (p casework.Progress, err error) {
	var lon, lat float64
	var closedAt *time.Time
	r, k, at := &p.Report, &p.Case, &p.Report.Placement
	err = row.Scan(&r.ID, &r.Tracking, &r.CaseID, &r.Category.Code, &lon, &lat, &r.Pin.Datum, &r.Pin.AccuracyM, &r.ReportedAt, &r.ReceivedAt,
		&k.State, &k.Severity, &at.Net, &at.EditionID, &at.Edition, &at.CellID, &at.Cell, &at.CellName,
		&at.District, &at.Status, &at.BorderM, &k.OpenedAt, &k.UpdatedAt, &closedAt, &p.HasContact)
	if err != nil {
		return p, err
	}
	if r.Pin.At, err = geo.PointAt(lon, lat); err != nil {
		return p, err
	}
	if closedAt != nil {
		k.ClosedAt = *closedAt
	}
	k.ID, k.At, k.Category, k.Placement = r.CaseID, r.Pin.At, r.Category, *at
	return p, nil
}
