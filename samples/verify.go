// Verifies a Tocsin webhook (Standard Webhooks 1.0.0: v1 HMAC-SHA256, v1a ed25519) and decides whether to act.
// Go 1.19 or newer, standard library only: go run verify.go body.json -id … -timestamp … -signature … -key …
package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Delivery holds the headers webhook-id, webhook-timestamp and webhook-signature, "" where one is missing, and the body's
// bytes as they came: parsing and printing JSON again may change them.
type Delivery struct {
	ID, Timestamp, Signature string
	Body                     []byte
}

// Older, or further ahead, a delivery may be a recording of another.
const toleranceS = 300

var seconds = regexp.MustCompile(`^[0-9]{1,12}$`)

// Verify returns nil for a delivery to believe, otherwise why not. The key is whsec_… or whpk_….
func Verify(delivery Delivery, key string, nowS float64) error {
	check, err := checkOf(key)
	if err != nil {
		return err
	}
	if delivery.ID == "" || delivery.Timestamp == "" || delivery.Signature == "" {
		return errors.New("headers: want webhook-id, webhook-timestamp and webhook-signature")
	}
	sentS, _ := strconv.ParseFloat(delivery.Timestamp, 64)
	if !seconds.MatchString(delivery.Timestamp) || math.Abs(nowS-sentS) > toleranceS {
		return fmt.Errorf("timestamp: want seconds since 1970, at most %d s from now", toleranceS)
	}
	signed := append([]byte(delivery.ID+"."+delivery.Timestamp+"."), delivery.Body...)
	// While secrets change there are two: one that matches is enough.
	for _, each := range strings.Split(delivery.Signature, " ") {
		if check(each, signed) {
			return nil
		}
	}
	return errors.New("signature: none matches this key")
}

type check func(signature string, signed []byte) bool

func checkOf(key string) (check, error) {
	prefix, encoded, _ := strings.Cut(key, "_")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	switch {
	case err == nil && prefix == "whsec" && len(raw) >= 24 && len(raw) <= 64:
		return func(signature string, signed []byte) bool { return isHmac(signature, signed, raw) }, nil
	case err == nil && prefix == "whpk" && len(raw) == ed25519.PublicKeySize:
		return func(signature string, signed []byte) bool { return isEd25519(signature, signed, raw) }, nil
	}
	return nil, errors.New("key: want whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32")
}

func isHmac(signature string, signed, secret []byte) bool {
	mac := hmac.New(sha256.New, secret)
	mac.Write(signed)
	wanted := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(signature), []byte(wanted))
}

func isEd25519(signature string, signed, publicKey []byte) bool {
	version, encoded, _ := strings.Cut(signature, ",")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	return err == nil && version == "v1a" && len(raw) == ed25519.SignatureSize && ed25519.Verify(publicKey, signed, raw)
}

// Inbox is what a receiver remembers between deliveries; guard it with a mutex where several requests share it. Ids may be
// forgotten after a day, events after an hour.
type Inbox struct {
	ids      map[string]bool
	versions map[string]int
}

// NewInbox has seen nothing yet.
func NewInbox() *Inbox {
	return &Inbox{ids: map[string]bool{}, versions: map[string]int{}}
}

type message struct {
	Type string `json:"type"`
	Data struct {
		Mode    string `json:"mode"`
		EventID string `json:"eventId"`
		Version int    `json:"version"`
		Late    bool   `json:"late"`
	} `json:"data"`
}

// Take returns "act" for what is real, new and in force; otherwise why not. Only after Verify.
func (inbox *Inbox) Take(id string, body []byte) string {
	// Deliveries come again, with the same id, whenever an answer was lost.
	if inbox.ids[id] {
		return "ignore: this webhook-id came before"
	}
	inbox.ids[id] = true
	var got message
	if err := json.Unmarshal(body, &got); err != nil || got.Type == "" {
		return "ignore: the body is not an alarm's"
	}
	if !strings.HasPrefix(got.Type, "alarm.") {
		return "ignore: " + got.Type + " is no alarm"
	}
	// They may overtake each other: the newest version of an event is what holds.
	if got.Data.Version <= inbox.versions[got.Data.EventID] {
		return "ignore: a newer version came before"
	}
	inbox.versions[got.Data.EventID] = got.Data.Version
	switch {
	case got.Data.Mode != "live":
		return "ignore: mode is " + got.Data.Mode + ", not live"
	case got.Data.Late:
		return "ignore: it came too late to act on"
	}
	return "act"
}

func main() {
	os.Exit(run(os.Args[1:]))
}

// 0: valid; 1: refused, with the reason; 2: called wrongly.
func run(args []string) int {
	flags := flag.NewFlagSet("verify <body-file>", flag.ContinueOnError)
	id := flags.String("id", "", "webhook-id")
	timestamp := flags.String("timestamp", "", "webhook-timestamp")
	signature := flags.String("signature", "", "webhook-signature")
	key := flags.String("key", "", "whsec_… or whpk_…")
	nowS := flags.Float64("now", float64(time.Now().UnixMilli())/1000, "seconds since 1970")
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		flags.Usage()
		return 2
	}
	if err := flags.Parse(args[1:]); err != nil {
		return 2
	}
	body, err := os.ReadFile(args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	delivery := Delivery{ID: *id, Timestamp: *timestamp, Signature: *signature, Body: body}
	if err := Verify(delivery, *key, *nowS); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("valid")
	fmt.Println(NewInbox().Take(*id, body))
	return 0
}
