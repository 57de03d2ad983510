#include "experiments/spec/scheme_command.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <sstream>

#include "config/catalog.h"
#include "config/error.h"
#include "experiments/spec/experiment_json.h"
#include "partition/written/scheme_input.h"
#include "process/program.h"

namespace modnn {
namespace {

constexpr const char* command_pointer = "/partition/command";
constexpr const char* plan_pointer = "/partition/plan";
constexpr double most_s = 120;
constexpr std::size_t most_bytes = std::size_t{64} << 20U;
constexpr std::size_t most_remembered = std::size_t{512} << 20U;

std::vector<std::string> read_words(const Value& value) {
  std::vector<std::string> words;
  for (const Value& word : value.elements()) words.push_back(word.string());
  if (value.is_array() && words.empty()) value.expected("a program and its arguments");
  for (const std::string& word : words)
    if (word.find('\0') != word.npos) value.problem("a word holds a character 0");
  return words;
}

/// The end of what a program has written to its standard error, its lines one after the other.
std::string last_words(const std::string& errors) {
  constexpr std::size_t longest = 2000;
  const std::size_t begin = errors.size() > longest ? errors.size() - longest : 0;
  std::string text;
  std::istringstream lines(errors.substr(begin));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != line.npos) text += (text.empty() ? "" : " | ") + line.substr(first);
  }
  if (text.empty()) return " and has said nothing";
  return (begin > 0 ? ": ... " : ": ") + text;
}

/// Why there is no answer; empty: there is one.
std::string failure(const Ended& ended) {
  constexpr int by_signal = 128;
  if (ended.overdue)
    return fmt::format("has not ended after {:.0f} s{}", most_s, last_words(ended.errors));
  if (ended.too_much) return fmt::format("has written more than {} MiB", most_bytes >> 20U);
  if (ended.status == 127 && ended.output.empty())
    return "could not be started" + last_words(ended.errors);
  if (ended.status > by_signal)
    return fmt::format("was ended by signal {}{}", ended.status - by_signal,
                       last_words(ended.errors));
  if (ended.status != 0)
    return fmt::format("ended with status {}{}", ended.status, last_words(ended.errors));
  return "";
}

/// What the program answers. It is asked once: answers that differ would be results of another
/// point than the one whose id they have.
const std::string& answer(const std::vector<std::string>& words, const Dialogue& dialogue,
                          const Value& place) {
  static std::map<std::string, std::string> known;
  static std::size_t held = 0;
  std::string question = dialogue.folder.string();
  for (const std::string& word : words) question.append(1, '\0').append(word);
  question.append(1, '\0').append(dialogue.input);
  if (const auto found = known.find(question); found != known.end()) return found->second;
  const Ended ended = ask_program(words, dialogue);
  std::string wrong = failure(ended);
  held += question.size() + ended.output.size();
  if (wrong.empty() && held > most_remembered)
    wrong = fmt::format(
        "has been asked so much that questions and answers take more than {} MiB: "
        "run the sweep in parts",
        most_remembered >> 20U);
  if (!wrong.empty()) place.problem(words[0] + " " + wrong);
  place.problems().throw_if_any();
  return known.emplace(std::move(question), ended.output).first->second;
}

Document parsed(const std::string& text, const std::vector<std::string>& words,
                const Value& place) {
  const std::string label = fmt::format("the output of {}", fmt::join(words, " "));
  try {
    return parse_document(text, label);
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) place.problem("does not answer in JSON: " + line);
  }
  place.problems().throw_if_any();
  return {};
}

/// The question at the place of a document that asks it.
void ask(Document& document, const Experiment& experiment) {
  Problems problems;
  const Value command(document, problems, command_pointer);
  const std::vector<std::string> words = read_words(command);
  problems.throw_if_any();
  const Json input = scheme_input(planned_network(experiment), experiment.cluster, experiment.plan);
  const Dialogue dialogue{
      .input = input.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
      .folder = folder_of_writer(document, command_pointer),
      .most_s = most_s,
      .most_bytes = most_bytes};
  const Document plan = parsed(answer(words, dialogue, command), words, command);
  document.root["partition"].erase("command");
  graft(document, plan_pointer, plan);
}

}  // namespace

bool names_command(const Json& root) {
  return root.is_object() && root.contains(Json::json_pointer(command_pointer));
}

void ask_scheme(Document& document, Commands commands, const Network* network,
                const Cluster* cluster) {
  if (!names_command(document.root)) return;
  Problems problems;
  const Value command(document, problems, command_pointer);
  if (document.root.contains(Json::json_pointer(plan_pointer)))
    command.problem("expected none beside \"plan\"");
  if (commands == Commands::refused)
    command.problem(
        "names a program: run, check, plan and submit start it with --allow-commands only");
  problems.throw_if_any();
  Document others = document;
  others.root["partition"].erase("command");
  Problems wrong;
  if (const auto experiment = read_experiment(others, wrong, network, cluster)) {
    ask(document, *experiment);
  } else {
    document = std::move(others);  // whoever reads it finds the same
  }
}

}  // namespace modnn
