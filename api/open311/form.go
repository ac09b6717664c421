package open311

import (
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

const (
	formBytes  = 256 << 10 // 4,000 characters of description, each of up to 12 bytes as forms encode them, and the rest
	mediaBytes = 13 << 20  // a picture of 12 MB beside it
	mostWords  = 4000      // characters of a description
	mostAnswer = 1000      // characters of an answer
	mostFields = 200
)

// form is what was posted: fields, and a picture that may have come along.
type form struct {
	url.Values
	media multipart.File // nil: none
	close func()
}

// readForm reads a body in either form that is in use. close ends what it holds.
func (c *call) readForm() (form, error) {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data" {
		return form{}, geo.Errorf(geo.Invalid, "Content-Type", "%s", c.say("必须是 application/x-www-form-urlencoded 或 multipart/form-data", "must be application/x-www-form-urlencoded, or multipart/form-data with a picture"))
	}
	f := form{close: func() {}}
	if kind == "multipart/form-data" {
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, mediaBytes)
		err = c.readMultipart(&f)
	} else {
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, formBytes)
		var body []byte
		if body, err = io.ReadAll(c.r.Body); err == nil {
			f.Values, err = url.ParseQuery(string(body))
		}
	}
	if err == nil && len(f.Values) > mostFields {
		err = errors.New("too many fields")
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		f.close()
		return form{}, geo.Errorf(geo.Invalid, "", "%s", c.say("内容太大", "the body is too large"))
	case err != nil:
		f.close()
		return form{}, geo.Errorf(geo.Invalid, "", "%s", c.say("表单的编码有误", "the form is not encoded soundly"))
	}
	return f, c.checkFields(f.Values)
}

func (c *call) readMultipart(f *form) error {
	if err := c.r.ParseMultipartForm(mediaBytes); err != nil {
		return err
	}
	f.Values = url.Values(c.r.MultipartForm.Value)
	f.close = func() { _ = c.r.MultipartForm.RemoveAll() }
	if files := c.r.MultipartForm.File["media"]; len(files) > 0 {
		media, err := files[0].Open()
		if err != nil {
			return err
		}
		f.media = media
		f.close = func() { _, _ = media.Close(), c.r.MultipartForm.RemoveAll() }
	}
	return nil
}

// checkFields refuses what is not UTF-8, or holds control characters.
func (c *call) checkFields(fields url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, text := range append([]string{name}, fields[name]...) {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r) }) {
				return geo.Errorf(geo.Invalid, shorten(name), "%s", c.say("含有无法保存的字符", "is not UTF-8, or holds control characters"))
			}
		}
	}
	return nil
}

// shorten keeps what a stranger wrote from filling an answer.
func shorten(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (c *call) checkLength(field, text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return geo.Errorf(geo.Invalid, field, "%s", c.say("最多 "+strconv.Itoa(most)+" 个字符，现有 "+strconv.Itoa(n), "has "+strconv.Itoa(n)+" characters; at most "+strconv.Itoa(most)+" can be kept"))
	}
	return nil
}

var soundPhone = regexp.MustCompile(`^[+0-9() -]{5,20}$`)

// readContact reads how to reach whoever reported. device_id and account_id are not kept: nobody at work needs them.
func (c *call) readContact(f form) (casework.Contact, error) {
	field := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	first, last := field("first_name"), field("last_name")
	contact := casework.Contact{Name: strings.TrimSpace(first + " " + last), Phone: field("phone"), Email: field("email")}
	if strings.ContainsFunc(last, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		contact.Name = last + first // 姓名
	}
	if err := c.checkLength("first_name", contact.Name, 60); err != nil {
		return contact, err
	}
	if contact.Phone != "" && !soundPhone.MatchString(contact.Phone) {
		return contact, geo.Errorf(geo.Invalid, "phone", "%s", c.say("不是电话号码：5 到 20 位数字、空格、+ - ( )", "is not a telephone number: 5 to 20 digits, spaces, + - ( )"))
	}
	if contact.Email != "" {
		if address, err := mail.ParseAddress(contact.Email); err != nil || address.Address != contact.Email || len(contact.Email) > 200 {
			return contact, geo.Errorf(geo.Invalid, "email", "%s", c.say("不是电子邮箱地址", "is not an e-mail address"))
		}
	}
	return contact, nil
}

// readAnswers reads attribute[CODE] and attribute[CODE][], checked against what the category asks. Everything that is wrong
// is told at once.
func (c *call) readAnswers(f form, asked []casework.Attribute) ([]casework.Answer, error) {
	var wrong several
	known := map[string]bool{}
	var out []casework.Answer
	for _, a := range asked {
		one, many := "attribute["+a.Code+"]", "attribute["+a.Code+"][]"
		known[one], known[many] = true, true
		values, err := c.readValues(one, a, slices.Concat(f.Values[one], f.Values[many]))
		switch {
		case err != nil:
			wrong = append(wrong, err)
		case len(values) > 0:
			out = append(out, casework.Answer{Code: a.Code, Values: values})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if strings.HasPrefix(name, "attribute[") && !known[name] && len(wrong) < 20 {
			wrong = append(wrong, geo.Errorf(geo.Invalid, shorten(name), "%s", c.say("这个事项没有这个问题", "is not an attribute of this service; its definition lists them")))
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return out, nil
}

// readValues returns the values given to a; empty ones count as not given.
func (c *call) readValues(field string, a casework.Attribute, given []string) ([]string, error) {
	var values []string
	for _, value := range given {
		if value = strings.TrimSpace(value); value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	if len(values) == 0 && a.Required {
		return nil, geo.Errorf(geo.Invalid, field, "%s", c.say("必填", "is required"))
	}
	if len(values) > 1 && a.Datatype != casework.AskSeveral {
		return nil, geo.Errorf(geo.Invalid, field, "%s", c.say("只能有一个答案", "takes one value"))
	}
	for _, value := range values {
		if err := c.checkValue(field, a, value); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (c *call) checkValue(field string, a casework.Attribute, value string) error {
	switch a.Datatype {
	case casework.AskNumber:
		_, err := numbers(field, value, 1)
		return err
	case casework.AskDatetime:
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
			if _, err := time.Parse(layout, value); err == nil {
				return nil
			}
		}
		return geo.Errorf(geo.Invalid, field, "%s", c.say("必须是日期，或带时区的时间", "must be a date, or a time with its zone"))
	case casework.AskOne, casework.AskSeveral:
		if !slices.ContainsFunc(a.Choices, func(option casework.Choice) bool { return option.Key == value }) {
			return geo.Errorf(geo.Invalid, field, "%s", c.say("不在可选项之中", "is not one of the values offered"))
		}
		return nil
	}
	return c.checkLength(field, value, mostAnswer)
}
