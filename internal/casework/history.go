package casework

// History is a case as it was worked, from its opening on.
type History struct {
	Dossier Dossier
	Events  []Event // without the first, which is kept with the report
}

// Departments returns every department that had the case, in the order that they did.
func (h History) Departments() []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, e := range h.Events {
		if !seen[e.Department] {
			seen[e.Department] = true
			out = append(out, e.Department)
		}
	}
	return out
}
