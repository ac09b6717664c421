package identity

import "github.com/wangge-map/wangge/internal/casework"

// Permission is one thing that an account may do, within the areas of the role that holds it.
type Permission string

// The permissions.
const (
	CaseRead      Permission = "case.read" // cases with their words and exact places, sensitive ones too
	CaseVerify    Permission = Permission(casework.CanVerify)
	CaseDispatch  Permission = Permission(casework.CanDispatch)
	CaseHandle    Permission = Permission(casework.CanHandle)
	CaseApprove   Permission = Permission(casework.CanApprove)
	CaseArbitrate Permission = Permission(casework.CanArbitrate)
	CasePatrol    Permission = "case.patrol"    // file a report as a member on patrol
	PhotoClear    Permission = "photo.clear"    // let the public see a photo
	ContactRead   Permission = "contact.read"   // how to reach a reporter; each look is audited
	MemberRead    Permission = "member.read"    // members and rosters, by name
	MemberManage  Permission = "member.manage"  // train, approve, roster; contacts of members, audited
	CodeManage    Permission = "code.manage"    // grid codes: make, print, withdraw
	RuleManage    Permission = "rule.manage"    // routing, clocks, calendars, categories, departments, consent
	FiguresRead   Permission = "figures.read"   // indicators
	AccountManage Permission = "account.manage" // the system administrator: accounts, hooks, settings
	GrantManage   Permission = "grant.manage"   // the security administrator: roles of accounts, sessions, tokens, lockouts
	AuditRead     Permission = "audit.read"     // the audit administrator
	ReportWrite   Permission = "report.write"   // send reports for others (Open311, hotlines)
)

// Permissions returns every permission, in the order of this list.
func Permissions() []Permission {
	return []Permission{
		CaseRead, CaseVerify, CaseDispatch, CaseHandle, CaseApprove, CaseArbitrate, CasePatrol, PhotoClear, ContactRead, MemberRead, MemberManage,
		CodeManage, RuleManage, FiguresRead, AccountManage, GrantManage, AuditRead, ReportWrite,
	}
}
