// The Go sample's memory; copied beside verify.go by verify.test.ts.
package main

import "testing"

func TestInbox(t *testing.T) {
	alarm := func(event, version, mode string) []byte {
		return []byte(`{"type":"alarm.issued","data":{"mode":"` + mode + `","eventId":"` + event + `","version":` + version + `}}`)
	}
	inbox := NewInbox()
	for _, step := range []struct {
		id   string
		body []byte
		want string
	}{
		{"1", alarm("e", "1", "live"), "act"},
		{"1", alarm("e", "1", "live"), "ignore: this webhook-id came before"},
		{"3", alarm("e", "3", "live"), "act"},
		{"2", alarm("e", "2", "live"), "ignore: a newer version came before"},
		{"4", alarm("f", "1", "drill"), "ignore: mode is drill, not live"},
		{"5", alarm("g", "1", "live"), "act"},
	} {
		if got := inbox.Take(step.id, step.body); got != step.want {
			t.Errorf("%s: got %q, want %q", step.id, got, step.want)
		}
	}
}
