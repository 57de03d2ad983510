#include "experiments/validation/claims.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "config/error.h"

namespace modnn {
namespace {

const std::vector<std::string> experiments{"first", "second"};

/// Two schemes on 1 and 2 workers, with figures that are easily reckoned with.
Simulated four_points() {
  const auto row = [](int workers, const char* scheme, const char* result) {
    return Json{{"swept", {{"/workers", workers}, {"/conv", scheme}}},
                {"status", "ok"},
                {"result", Json::parse(result)}};
  };
  return {Json::parse(R"({
    "model": {"input": {"channels": 1, "height": 2, "width": 3}},
    "platform": {
      "medium": {"goodput_bps": 96, "message_overhead_s": 0.5},
      "group_owner": {"device": {"radio": {"wake_to_send_s": 0.25, "wake_to_receive_s": 0.125}}}}})"),
          {row(1, "a", R"({"makespan_s": 8, "busy_s": 4, "message_bytes": 2097152})"),
           row(1, "b", R"({"makespan_s": 2, "deployment_s": null, "energy_j": 5})"),
           row(2, "a", R"({"makespan_s": 6, "speedup_total": 1.5, "message_bytes": 0})"),
           row(2, "b", R"({"makespan_s": 0.5})")}};
}

/// A file of one claim, whose figure is 0.25, in lines 5 (the group) and 6 (the row).
std::string file_of(const std::string& row, const std::string& group = R"("point": {})") {
  return fmt::format(R"({{
"source": "somebody",
"figures": {{"quarter": 0.25, "none": 0, "text": "x"}},
"claims": [
{{"title": "t", "experiment": "first", {}, "rows": [
{{"quantity": "q", "unit": "s", "published": "/figures/quarter", {}}}]}}]}})",
                     group, row);
}

std::vector<ClaimGroup> claimed(const std::string& text) {
  return published_claims({parse_document(text, "p.json")}, experiments,
                          [](const std::string&) { return four_points(); });
}

/// As file_of(), with the members of the row replaced.
Claim claim_of(const std::string& row) { return claimed(file_of(row)).at(0).claims.at(0); }

std::string without(std::string text, const std::string& part, const std::string& other = "") {
  return text.replace(text.find(part), part.size(), other);
}

Claim in_unit(const std::string& unit, const std::string& row) {
  return claimed(without(file_of(row), R"("unit": "s")", R"("unit": ")" + unit + '"'))
      .at(0)
      .claims.at(0);
}

std::string wrong(const std::string& text) {
  try {
    claimed(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is wrong";
}

const std::string one_a = R"("point": {"/workers": 1, "/conv": "a"}, )";
const std::string two_a = R"("point": {"/workers": 2, "/conv": "a"}, )";
const std::string seconds = R"("column": "makespan_s")";

TEST(Claims, AValueIsAColumnInTheClaimsUnit) {
  const Claim claim = claim_of(one_a + seconds);
  EXPECT_EQ(claim.quantity, "q");
  EXPECT_EQ(claim.unit, "s");
  EXPECT_EQ(claim.published, 0.25);
  EXPECT_EQ(claim.simulated, 8);
  EXPECT_FALSE(claim.calibrated);
  EXPECT_EQ(in_unit("ms", one_a + seconds).simulated, 8000);
  EXPECT_EQ(in_unit("MiB", one_a + R"("column": "message_bytes")").simulated, 2);
  EXPECT_EQ(in_unit("bytes", one_a + R"("column": "message_bytes")").simulated, 2097152);
  EXPECT_DOUBLE_EQ(in_unit("MB", one_a + R"("column": "message_bytes")").simulated, 2.097152);
  EXPECT_EQ(in_unit("x", two_a + R"("column": "speedup_total")").simulated, 1.5);
  const Claim percent = in_unit("%", two_a + R"("column": "speedup_total")");
  EXPECT_EQ(percent.simulated, 150);
  EXPECT_EQ(percent.published, 25);
}

TEST(Claims, ARatioIsOfTwoColumnsOrOfTwoPoints) {
  EXPECT_EQ(in_unit("x", one_a + seconds + R"(, "form": "ratio", "against": {"column": "busy_s"})")
                .simulated,
            2);
  // 8 s with one worker, 6 s with two
  const std::string row =
      two_a + seconds + R"(, "form": "ratio", "against": {"point": {"/workers": 1}})";
  EXPECT_EQ(in_unit("x", row).simulated, 0.75);
  EXPECT_EQ(in_unit("%", row).simulated, 75);
  const std::string both =
      R"(, "form": "ratio", "against": {"column": "busy_s", "point": {"/workers": 1}})";
  EXPECT_EQ(in_unit("x", two_a + seconds + both).simulated, 1.5);
}

TEST(Claims, AReductionIsWhatIsMissingToOne) {
  const std::string row =
      two_a + seconds + R"(, "form": "reduction", "against": {"point": {"/workers": 1}})";
  EXPECT_EQ(in_unit("%", row).simulated, 25);
  EXPECT_EQ(in_unit("%", row).published, 25);
  EXPECT_EQ(in_unit("x", row).simulated, 0.25);
}

TEST(Claims, TheSourcesMessageAddsItsTimeOrItsBytes) {
  // 24 bytes take 2 s at 96 bit/s, the overhead 0.5 s, the radios 0.25 s and 0.125 s.
  const std::string plus = R"(, "plus": "source_message")";
  EXPECT_EQ(claim_of(one_a + seconds + plus).simulated, 10.875);
  EXPECT_EQ(in_unit("bytes", one_a + R"("column": "message_bytes")" + plus).simulated, 2097176);
  const std::string ratio = R"(, "form": "ratio", "against": {"column": "busy_s"})";
  EXPECT_EQ(in_unit("x", one_a + seconds + ratio + plus).simulated, 10.875 / 6.875);
  const std::string note = R"("note": "Mind this.")";
  EXPECT_EQ(claimed(file_of(one_a + seconds, note)).at(0).note, "Mind this.");
  const std::string both = claimed(file_of(one_a + seconds + plus, note)).at(0).note;
  EXPECT_EQ(both.find("Mind this. The simulated figures hold the message"), 0U);
  EXPECT_NE(both.find("0.00 MiB and 2.88 s."), std::string::npos);
}

// 24 bytes cross the air twice: 4 s.
TEST(Claims, TheSourcesMessageCrossesTheAirTwiceWithARouter) {
  const auto simulate = [](const std::string&) {
    Simulated simulated = four_points();
    simulated.resolved["platform"]["access_point"] = "router";
    return simulated;
  };
  const std::string text = file_of(one_a + seconds + R"(, "plus": "source_message")");
  const auto groups = published_claims({parse_document(text, "p.json")}, experiments, simulate);
  EXPECT_EQ(groups.at(0).claims.at(0).simulated, 12.875);
}

TEST(Claims, ARowHasThePointOfItsGroupAndItsOwn) {
  const std::string group = R"("point": {"/workers": 1, "/conv": "a"})";
  EXPECT_EQ(claimed(file_of(seconds, group)).at(0).claims.at(0).simulated, 8);
  const std::string own = R"("point": {"/conv": "b"}, "split": "calibrated", )" + seconds;
  const Claim claim = claimed(file_of(own, group)).at(0).claims.at(0);
  EXPECT_EQ(claim.simulated, 2);
  EXPECT_TRUE(claim.calibrated);
}

TEST(Claims, AGroupMayBeAnotherReading) {
  EXPECT_FALSE(claimed(file_of(one_a + seconds)).at(0).alternative);
  EXPECT_TRUE(claimed(file_of(one_a + seconds, R"("alternative": true)")).at(0).alternative);
}

TEST(Claims, FilesGoByYearAndThoseWithoutComeLast) {
  const auto file = [](const std::string& title, const std::string& year) {
    const std::string text = without(file_of(one_a + seconds), R"("t")", '"' + title + '"');
    return parse_document(without(text, R"("source")", year + R"("source")"), "p.json");
  };
  std::vector<std::string> simulated;
  const std::vector<Document> files{
      file("undated", ""), file("young", R"("year": 2020, )"), file("old", R"("year": 2010, )"),
      file("as old", R"("year": 2010, )"), parse_document(R"({"source": "no claims"})", "q.json")};
  const auto groups = published_claims(files, experiments, [&](const std::string& experiment) {
    simulated.push_back(experiment);
    return four_points();
  });
  std::vector<std::string> titles;
  for (const ClaimGroup& group : groups) titles.push_back(group.title);
  EXPECT_EQ(titles, (std::vector<std::string>{"old", "as old", "young", "undated"}));
  EXPECT_EQ(simulated, std::vector<std::string>(4, "first"));
  EXPECT_EQ(groups[0].source, "somebody");
}

TEST(Claims, WhatTheFileSaysWronglyIsSaidWithItsPlaceBeforeAnythingRuns) {
  const std::string good = one_a + seconds;
  const std::string row = "p.json:6: /claims/0/rows/0";
  const std::vector<std::pair<std::string, std::string>> files{
      {file_of(one_a + R"("column": "makespan")"), row + "/column: expected one of"},
      {file_of(one_a + R"("column": "makespan")"), "(did you mean \"makespan_s\"?)"},
      {file_of(good + R"(, "frm": "value")"), row + "/frm: unknown key \"frm\" (did you mean"},
      {file_of(good + R"(, "form": "value", "against": {})"), row + "/against: a value is held"},
      {file_of(good + R"(, "form": "ratio")"), row + ": missing key \"against\""},
      {file_of(good + R"(, "form": "ratio", "against": {"column": "message_bytes"})"),
       row + ": the column makespan_s is in s, but message_bytes is in bytes"},
      {file_of(good + R"(, "form": "ratio", "against": {"column": "busy_s"})"),
       row + "/unit: a ratio is a number without a unit: expected x, %"},
      {file_of(one_a + R"("column": "message_bytes")"),
       row + "/unit: the column message_bytes is in bytes: expected bytes, MB, MiB"},
      {file_of(one_a + R"("column": "redundant_macs")"), "is in MAC: it cannot be a claim"},
      {without(file_of(one_a + R"("column": "energy_j", "plus": "source_message")"), R"("s")",
               R"("J")"),
       row + "/plus: a message has seconds and bytes, but the column energy_j is in J"},
      {file_of(R"("point": {"workers": 1}, )" + seconds), row + "/point/workers: expected a JSON"},
      {without(file_of(good), "/figures/quarter", "/figures/quarte"),
       row + "/published: there is no /figures/quarte in this file (did you mean "
             "\"/figures/quarter\"?)"},
      {without(file_of(good), "/figures/quarter", "figures"), "there is no figures in this file"},
      {without(file_of(good), "/figures/quarter", ""), row + "/published: there is no  in"},
      {without(file_of(good), "/figures/quarter", "/figures/text"),
       row + "/published: expected the place of a number, got that of string /figures/text"},
      {without(file_of(good), "/figures/quarter", "/figures/none"),
       "p.json:3: /figures/none: expected a number other than 0"},
      {without(file_of(good), R"("first")", R"("frist")"),
       "p.json:5: /claims/0/experiment: there is no experiment \"frist\" (did you mean "
       "\"first\"?)"},
      {R"({"source": "s", "claims": [{"title": "t", "experiment": "first", "rows": []}]})",
       "p.json:1: /claims/0/rows: expected a list of at least one row"},
      {R"({"claims": 3})", "p.json:1: /: missing key \"source\""},
      {R"({"claims": 3})", "p.json:1: /claims: expected a list, got 3"},
      {"[]", "p.json:1: /: expected an object"},
  };
  for (const auto& [text, problem] : files) {
    try {
      published_claims({parse_document(text, "p.json")}, experiments, [&](const std::string&) {
        ADD_FAILURE() << "simulated: " << text;
        return four_points();
      });
      ADD_FAILURE() << "accepted: " << text;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(problem), std::string::npos) << error.what();
    }
  }
}

TEST(Claims, APointThatTheExperimentHasNotIsSaidWithItsPlace) {
  const std::string row = "p.json:6: /claims/0/rows/0: ";
  EXPECT_EQ(wrong(file_of(R"("point": {"/workers": 3, "/conv": "a"}, )" + seconds)),
            row + R"(the experiment first has no point {"/workers":3,"/conv":"a"})");
  EXPECT_EQ(wrong(file_of(R"("point": {"/workers": 1, "/cov": "a"}, )" + seconds)),
            row + R"(the experiment first does not vary /cov (did you mean "/conv"?))");
  EXPECT_EQ(wrong(file_of(R"("point": {"/workers": 1}, )" + seconds)),
            row + R"(the experiment first has 2 points {"/workers":1}: add the value of /conv)");
  EXPECT_EQ(
      wrong(file_of(two_a + R"("column": "busy_s")")),
      row + R"(the point {"/workers":2,"/conv":"a"} of first has nothing in the column busy_s)");
  EXPECT_NE(wrong(file_of(R"("point": {"/workers": 1, "/conv": "b"}, "column": "deployment_s")"))
                .find("has nothing in the column deployment_s"),
            std::string::npos);
  const std::string by_nothing =
      one_a +
      R"("column": "message_bytes", "form": "ratio", "against": {"point": {"/workers": 2}})";
  EXPECT_EQ(wrong(without(file_of(by_nothing), R"("s")", R"("x")")),
            row + "a ratio divides by message_bytes, which is 0 here");
}

TEST(Claims, AMessageThatVariesCannotBeAdded) {
  for (const std::string pointer : {"/platform/medium/goodput_bps", "/platform", "/model"}) {
    const auto simulate = [&](const std::string&) {
      Simulated simulated = four_points();
      for (Json& row : simulated.rows) row["swept"][pointer] = 1;
      return simulated;
    };
    const std::string text = file_of(one_a + seconds + R"(, "plus": "source_message")");
    try {
      published_claims({parse_document(text, "p.json")}, experiments, simulate);
      ADD_FAILURE() << pointer;
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()),
                "p.json:6: /claims/0/rows/0/plus: the message is not the same at all points: first "
                "varies " +
                    pointer);
    }
  }
}

TEST(Claims, AFailedPointIsNoFaultOfTheFile) {
  const auto simulate = [](const std::string&) {
    Simulated simulated = four_points();
    simulated.rows[0] = {
        {"swept", {{"/workers", 1}, {"/conv", "a"}}}, {"status", "failed"}, {"error", "no memory"}};
    return simulated;
  };
  const std::vector<Document> files{parse_document(file_of(one_a + seconds), "p.json")};
  try {
    published_claims(files, experiments, simulate);
    ADD_FAILURE() << "a failed point has a figure";
  } catch (const InputError&) {
    ADD_FAILURE() << "the file is as it should be";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()),
              R"(first: no result for {"/workers":1,"/conv":"a"}: no memory)");
  }
}

}  // namespace
}  // namespace modnn
