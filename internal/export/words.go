package export

// words are what people read for the values of columns that have only a few, as the pages say it: by column and value,
// Chinese and English.
var words = map[string]map[string][2]string{
	"state": {
		"reported":       {"已上报", "Reported"},
		"verifying":      {"正在核实", "Being checked"},
		"filed":          {"已受理", "Accepted"},
		"dispatched":     {"已派给负责岗位", "Given to the post in charge"},
		"returned":       {"退回，等待重派", "Handed back, to be given anew"},
		"in_progress":    {"正在处理", "Being worked on"},
		"deferred":       {"已延期", "Put off to a later date"},
		"resolved":       {"已处理，待核查", "Done, to be checked"},
		"rework":         {"返工中", "Not done yet, at work again"},
		"contested":      {"有异议，待复核", "Contested, to be looked at"},
		"parked":         {"挂账，暂不能办", "Can't be done for now"},
		"closed":         {"已办结", "Settled"},
		"closed_unfixed": {"已结案（未处理）", "Closed, not mended"},
		"rejected":       {"不予受理", "Not accepted"},
		"duplicate":      {"与已有事项重复", "Same as an earlier one"},
	},
	"severity": {
		"routine":   {"一般", "Routine"},
		"priority":  {"优先", "Priority"},
		"urgent":    {"紧急", "Urgent"},
		"emergency": {"特急", "Emergency"},
	},
	"class": {
		"road":  {"道路", "Road"},
		"block": {"街区", "Block"},
		"water": {"水域", "Water"},
		"green": {"绿地", "Green"},
	},
}

// inWords returns what people read for a value of column i.
func (o *Options) inWords(i int, value any) any {
	text, isText := value.(string)
	if c := &o.Source.Columns[i]; isText && len(c.Values) > 0 {
		if word, known := words[c.Name][text]; known {
			return o.say(word[0], word[1], text)
		}
	}
	return value
}
