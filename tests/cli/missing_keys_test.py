"""A key that a device lacks is said once, with its meaning and unit, however many phones have the device."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
DEVICE = json.loads((SOURCE / "platforms" / "devices" / "nexus5.json").read_text())
LACKING = {key: value for key, value in DEVICE.items() if key != "elements_per_s"}
PLAIN = {"name": "x", "model": "lenet5", "platform": "nexus5_wlan"}
OWNER, GROUP = "/platform/group_owner/device", "/platform/workers/0/device"


def platform(owner, *groups):
    return dict(PLAIN, platform={"name": "p", "group_owner": {"device": owner}, "medium": "wlan_40mbps",
                                 "workers": [{"device": device, "count": 2} for device in groups]})


CASES = {
    "the group owner and two groups": (platform("./d.json", "./d.json", "./d.json"), []),
    "one group": (platform("nexus5", "./d.json"), []),
    "two groups": (platform("nexus5", "./d.json", "./d.json"), []),
    "written out": (platform("nexus5", LACKING), []),
    "by a setting": (PLAIN, ["--set", GROUP + "=./d.json"]),
    "by two settings": (PLAIN, ["--set", GROUP + "=./d.json", "--set", OWNER + "=./d.json"]),
    "changed in one group": (platform("./d.json", "./d.json"), ["--set", GROUP + "/conv_macs_per_s=1e9"]),
    "swept": (dict(PLAIN, sweep={OWNER: ["nexus5", "./d.json"]}), []),
    "in a zip": (dict(PLAIN, zip=[{OWNER: "nexus5", GROUP: "nexus4"}, {OWNER: "./d.json", GROUP: "./d.json"}]), []),
}


class MissingKeys(unittest.TestCase):
    def test_table(self):
        for name, (experiment, options) in CASES.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                for file, content in (("d.json", LACKING), ("x.json", experiment)):
                    (pathlib.Path(folder) / file).write_text(json.dumps(content, indent=1))
                for command in (["run", "--dry-run"], ["check"]) if not options else (["run", "--dry-run"],):
                    ended = subprocess.run([MODNN, command[0], "x.json", *command[1:], *options], cwd=folder,
                                           capture_output=True, text=True)
                    self.assertEqual(ended.returncode, 2)
                    self.assertEqual(ended.stderr.count('missing key "elements_per_s": rate of activations and pooling '
                                                        '(elements/s)'), 1, ended.stderr)
                    self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)


if __name__ == "__main__":
    unittest.main()
