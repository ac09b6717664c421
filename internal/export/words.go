package export

// words are what people read for the values of columns that have only a few, as the pages say it: by column and value,
// Chinese and English.
var words = map[string]map[string][2]string{
	"state": {
		"reported":    {"已上报", "Reported"},
		"filed":       {"已受理", "Accepted"},
		"dispatched":  {"已派给负责岗位", "Given to the post in charge"},
		"in_progress": {"正在处理", "Being worked on"},
		"resolved":    {"已处理，待核查", "Done, to be checked"},
		"closed":      {"已办结", "Settled"},
		"rejected":    {"不予受理", "Not accepted"},
		"duplicate":   {"与已有事项重复", "Same as an earlier one"},
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
