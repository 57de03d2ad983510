"""A trace as a page shows it: slices, messages, why each slice began when it did, and the critical path."""

import bisect

import results

LANES = ("processor", "radio")
TOLERANCE_US = 0.01  # a trace has thousandths


def of_trace(trace):
    """{phones, makespan_s, slices, messages}; a slice is [phone, lane, activity, layer, image, begin_s, seconds, message, why,
    critical], where message and why are indices or -1; a message [sender, receiver, layer, purpose, bytes, sent_s, received_s]."""
    try:
        return read(trace["traceEvents"], float(trace["otherData"]["makespan_s"]))
    except results.NOWHERE:
        raise results.WrongInput("a trace is not one that modnn run --trace has written") from None


def read(events, makespan_s):
    names = {event["pid"]: event["args"]["name"] for event in events if event["name"] == "process_name"}
    phones = list(dict.fromkeys(names.values()))
    lanes = {(event["pid"], event["tid"]): event["args"]["name"] for event in events if event["name"] == "thread_name"}
    slices = [[phones.index(names[event["pid"]]), LANES.index(lanes[event["pid"], event["tid"]]), event["args"]["activity"],
               event["args"]["layer"], event["args"].get("image"), event["ts"], event["dur"], -1]
              for event in events if event["ph"] == "X"]
    slices.sort(key=lambda one: (one[5], one[0], one[1]))
    messages = messages_of(events, names, phones)
    attach(slices, messages)
    whys = [why(slices, ends, i) for ends in [ends_of(slices)] for i in range(len(slices))]
    path = set(critical(slices, whys))
    return {"phones": phones, "makespan_s": makespan_s,
            "slices": [[*one[:5], one[5] / 1e6, one[6] / 1e6, one[7], whys[i], int(i in path)] for i, one in enumerate(slices)],
            "messages": [[*one[:5], one[5] / 1e6, one[6] / 1e6] for one in messages]}


def messages_of(events, names, phones):
    begun = {event["id"]: event for event in events if event["ph"] == "s"}
    return [[phones.index(names[begun[event["id"]]["pid"]]), phones.index(names[event["pid"]]), event["args"]["layer"],
             event["args"]["purpose"], event["args"]["bytes"], begun[event["id"]]["ts"], event["ts"]]
            for end in events if end["ph"] == "f" and end["id"] in begun
            for event in [{**begun[end["id"]], "pid": end["pid"], "ts": end["ts"]}]]


def attach(slices, messages):
    """Each transmission and reception knows its message: by phone, layer, and when it begins or ends."""
    begins, ends = {}, {}
    for number, (sender, receiver, layer, _, _, sent, received) in enumerate(messages):
        begins.setdefault((sender, layer), []).append((sent, number))
        ends.setdefault((receiver, layer), []).append((received, number))
    for one in slices:
        phone, _, activity, layer, _, begin, duration, _ = one
        known, at = (begins, begin) if activity == "transmit" else (ends, begin + duration)
        found = known.get((phone, layer), []) if activity in ("transmit", "receive") else []
        near = [(abs(time - at), number) for time, number in found]
        if near and min(near)[0] <= TOLERANCE_US:
            one[7] = min(near)[1]


def ends_of(slices):
    """(when a slice ends, its number), in order."""
    return sorted((one[5] + one[6], i) for i, one in enumerate(slices))


def why(slices, ends, i):
    """The slice whose end let this one begin: what ends at that moment, first of the same phone and layer; else the phone's last one
    before; -1 at the very beginning."""
    phone, lane, _, layer, _, begin, _, message = slices[i]
    low = bisect.bisect_left(ends, (begin - TOLERANCE_US, -1))
    high = bisect.bisect_right(ends, (begin + TOLERANCE_US, len(slices)))
    at_once = [j for _, j in ends[low:high] if j != i and slices[j][5] < begin - TOLERANCE_US]
    if at_once:
        return min(at_once, key=lambda j: (slices[j][0] != phone, slices[j][3] != layer, slices[j][1] != lane, j))
    before = [j for _, j in ends[max(0, low - 500):low] if slices[j][0] == phone]
    return before[-1] if before else -1


def critical(slices, whys):
    """From the slice that ends last back to the beginning."""
    if not slices:
        return
    i = max(range(len(slices)), key=lambda j: (slices[j][5] + slices[j][6], j))
    seen = set()
    while i >= 0 and i not in seen:
        seen.add(i)
        yield i
        i = whys[i]
