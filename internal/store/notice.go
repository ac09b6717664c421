package store

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/wangge-map/wangge/internal/notice"
)

// noticePage is how many changes become notices in one transaction.
const noticePage = 200

// TellOn makes notices of what has happened to cases since it was last called, and orders the sending of those that are sent, in one
// transaction with the cursor: none is lost and none made twice. mails says whether reporters can be written to. It returns
// whether there may be more. While another process tells on it does nothing.
func (s *Store) TellOn(ctx context.Context, mails bool) (more bool, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var xid string
		var seq int64
		if err := tx.QueryRow(ctx, s.sql["lock_notice_cursor"]).Scan(&xid, &seq); err == pgx.ErrNoRows {
			return nil
		} else if err != nil {
			return err
		}
		type change struct {
			XID  string
			Seq  int64
			Kind string
			Key  string
		}
		rows, err := tx.Query(ctx, s.sql["notice_changes"], xid, seq, noticePage)
		if err != nil {
			return err
		}
		changes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[change])
		if err != nil || len(changes) == 0 {
			return err
		}
		var keys, xids []string
		for _, c := range changes {
			if c.Kind == "case" {
				keys, xids = append(keys, c.Key), append(xids, c.XID)
			}
		}
		events, err := s.noticeEvents(ctx, tx, keys, xids)
		if err != nil {
			return err
		}
		if err := s.saveNotices(ctx, tx, events, mails); err != nil {
			return err
		}
		last := changes[len(changes)-1]
		more = len(changes) == noticePage
		_, err = tx.Exec(ctx, s.sql["move_notice_cursor"], last.XID, last.Seq)
		return err
	})
	return more, translate("tell on", err)
}

func (s *Store) noticeEvents(ctx context.Context, tx pgx.Tx, keys, xids []string) ([]notice.Event, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, s.sql["notice_events"], keys, xids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e notice.Event, err error) {
		var report string
		err = row.Scan(&e.Seq, &e.CaseID, &e.At, &e.Kind, &e.AccountID, &e.Department, &e.Assignee, &e.Area, &e.Severity, &report)
		if id, parseErr := uuid.Parse(report); parseErr == nil {
			e.Report = id
		}
		return e, err
	})
}

// saveNotices keeps the notices of events and orders the sending of those for e-mail and hooks.
func (s *Store) saveNotices(ctx context.Context, tx pgx.Tx, events []notice.Event, mails bool) error {
	if len(events) == 0 {
		return nil
	}
	var web audienceColumns
	var all, mail eventColumns
	for _, e := range events {
		all.add(e, 0)
		for _, a := range notice.Audiences(e) {
			web.add(e, a)
		}
		if who := notice.Thanked(e); mails && who != notice.NoReporter {
			mail.add(e, who)
		}
	}
	if _, err := tx.Exec(ctx, s.sql["save_web_notices"], web.seq, web.caseID, web.kind, web.permissions, web.department, web.account, web.area, web.actor); err != nil {
		return err
	}
	var kinds []string
	for _, k := range notice.Kinds() {
		kinds = append(kinds, string(k))
	}
	if err := s.orderSending(ctx, tx, "save_hook_notices", all.seq, all.caseID, all.kind, all.area, all.at, kinds); err != nil {
		return err
	}
	return s.orderSending(ctx, tx, "save_mail_notices", mail.seq, mail.caseID, mail.kind, mail.who, mail.report)
}

// orderSending keeps notices with the named statement and orders a job for each that is new.
func (s *Store) orderSending(ctx context.Context, tx pgx.Tx, name string, args ...any) error {
	rows, err := tx.Query(ctx, s.sql[name], args...)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return err
	}
	var jobs []river.InsertManyParams
	for _, id := range ids {
		jobs = append(jobs, river.InsertManyParams{Args: notice.Job{Notice: id}, InsertOpts: &river.InsertOpts{Queue: queueNotices, MaxAttempts: notice.MostAttempts}})
	}
	_, err = s.jobs.InsertManyTx(ctx, tx, jobs)
	return err
}

// eventColumns are events as one array a column.
type eventColumns struct {
	seq    []int64
	caseID []uuid.UUID
	kind   []string
	area   []string
	at     []time.Time
	who    []int16
	report []string
}

func (c *eventColumns) add(e notice.Event, who notice.Reporters) {
	c.seq, c.caseID, c.kind, c.area, c.at = append(c.seq, e.Seq), append(c.caseID, e.CaseID), append(c.kind, string(e.Kind)), append(c.area, e.Area), append(c.at, e.At)
	c.who, c.report = append(c.who, int16(who)), append(c.report, e.Report.String())
}

// audienceColumns are audiences of events as one array a column.
type audienceColumns struct {
	seq, account, actor                 []int64
	caseID                              []uuid.UUID
	kind, permissions, department, area []string
}

func (c *audienceColumns) add(e notice.Event, a notice.Audience) {
	var permissions []string
	for _, p := range a.Permissions {
		permissions = append(permissions, string(p))
	}
	c.seq, c.account, c.actor = append(c.seq, e.Seq), append(c.account, a.Account), append(c.actor, e.AccountID)
	c.caseID, c.kind, c.permissions = append(c.caseID, e.CaseID), append(c.kind, string(e.Kind)), append(c.permissions, strings.Join(permissions, ","))
	c.department, c.area = append(c.department, a.Department), append(c.area, e.Area)
}

// noticeMessage returns a notice with what is needed to send it.
func (s *Store) noticeMessage(ctx context.Context, id int64) (notice.Message, error) {
	found, err := collect(ctx, s, "notice_message", func(row pgx.CollectableRow) (m notice.Message, err error) {
		var sentAt *time.Time
		var report *uuid.UUID
		err = row.Scan(&m.Notice, &m.Channel, &m.At, &m.Kind, &m.CaseID, &m.Category, &m.Title.ZH, &m.Title.EN, &m.Sensitive, &m.State, &m.Severity, &m.Area, &sentAt, &report, &m.Tracking,
			&m.Hook.ID, &m.Hook.Kind, &m.Hook.URL, &m.Hook.Secret, &m.Hook.Disabled)
		m.SentAt, m.Report = valueOf(sentAt), valueOf(report)
		return m, err
	}, id)
	if err == nil && len(found) == 0 {
		err = translate("notice", pgx.ErrNoRows)
	}
	if err != nil {
		return notice.Message{}, err
	}
	return found[0], nil
}

// noteOutcome notes an attempt, and what it means for the notice, within tx.
func (s *Store) noteOutcome(ctx context.Context, tx pgx.Tx, m notice.Message, out notice.Outcome, at time.Time) error {
	if m.Hook.ID != 0 {
		if _, err := tx.Exec(ctx, s.sql["save_attempt"], m.Notice, m.Hook.ID, at, out.Status, out.Error, out.Took.Milliseconds()); err != nil {
			return err
		}
	}
	if out.Sent {
		_, err := tx.Exec(ctx, s.sql["notice_sent"], m.Notice, at)
		return err
	}
	_, err := tx.Exec(ctx, s.sql["notice_failed"], m.Notice, out.Error)
	return err
}
