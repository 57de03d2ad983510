#include "partition/cost/fit.h"

#include <Eigen/QR>
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace modnn {
namespace {

using Layer = std::pair<std::string, std::string>;  // network and name

Layer layer_of(const MeasuredCall& sample) { return {sample.network, sample.layer}; }

/// Solves for the columns in `chosen` alone; the others are 0.
Eigen::VectorXd solve_chosen(const Eigen::MatrixXd& a, const Eigen::VectorXd& b,
                             const std::vector<Eigen::Index>& chosen) {
  const Eigen::MatrixXd part = a(Eigen::all, chosen);
  const Eigen::VectorXd found = part.colPivHouseholderQr().solve(b);
  Eigen::VectorXd x = Eigen::VectorXd::Zero(a.cols());
  for (std::size_t i = 0; i < chosen.size(); ++i)
    x[chosen[i]] = found[static_cast<Eigen::Index>(i)];
  return x;
}

/// As far from `x` towards `target` as nothing becomes negative; what is 0 there is dropped.
void step_towards(const Eigen::VectorXd& target, Eigen::VectorXd& x,
                  std::vector<Eigen::Index>& chosen) {
  double share = 1;
  for (const Eigen::Index j : chosen)
    if (target[j] <= 0) share = std::min(share, x[j] / (x[j] - target[j]));
  x += share * (target - x);
  std::erase_if(chosen, [&](Eigen::Index j) {
    const bool drop = target[j] <= 0 && x[j] <= 1e-12 * x.lpNorm<Eigen::Infinity>();
    if (drop) x[j] = 0;
    return drop;
  });
}

/// The same with columns of length 1.
Eigen::VectorXd solve_scaled(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  constexpr double enough = 1e-10;
  Eigen::VectorXd x = Eigen::VectorXd::Zero(a.cols());
  std::vector<Eigen::Index> chosen;
  // Every step lowers the residual, so that no choice comes back; the bound is against rounding.
  for (Eigen::Index step = 0; step < 30 * a.cols(); ++step) {
    const Eigen::VectorXd gradient = a.transpose() * (b - a * x);
    std::optional<Eigen::Index> best;
    for (Eigen::Index j = 0; j < a.cols(); ++j)
      if (std::ranges::find(chosen, j) == chosen.end() && gradient[j] > enough * b.norm() &&
          (!best || gradient[j] > gradient[*best]))
        best = j;
    if (!best) break;
    chosen.push_back(*best);
    while (!chosen.empty()) {
      const Eigen::VectorXd target = solve_chosen(a, b, chosen);
      const bool inside =
          std::ranges::all_of(chosen, [&](Eigen::Index j) { return target[j] > 0; });
      if (inside) x = target;
      if (inside) break;
      step_towards(target, x, chosen);
    }
  }
  return x;
}

/// Some samples whose laws are found together: each belongs to one of `kernels`.
struct Problem {
  std::vector<Kernel> kernels;
  std::vector<const MeasuredCall*> samples;
};

/// Terms that cost the same in all kernels of a problem: what a product of matrices costs.
bool is_common(const CostTerm& term) {
  return term.seconds == &KernelLaw::s_per_call || term.seconds == &KernelLaw::s_per_operation ||
         term.seconds == &KernelLaw::s_per_weight_byte;
}

/// The column of a kernel's term.
Eigen::Index column_of(std::size_t kernel, std::size_t term) {
  const auto all = static_cast<Eigen::Index>(cost_terms().size());
  const bool common = is_common(cost_terms()[term]);
  return (common ? 0 : static_cast<Eigen::Index>(kernel) * all) + static_cast<Eigen::Index>(term);
}

/// A term that is nowhere more of a time than this is there by rounding.
constexpr double rounding = 1e-6;

/// Returns the sum of the squared relative errors.
double solve(const Problem& problem, double cache_bytes, ComputeCost& cost) {
  const std::vector<CostTerm>& terms = cost_terms();
  const auto rows = static_cast<Eigen::Index>(problem.samples.size());
  const auto columns = static_cast<Eigen::Index>(problem.kernels.size() * terms.size());
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const MeasuredCall& sample = *problem.samples[static_cast<std::size_t>(i)];
    const auto place = std::ranges::find(problem.kernels, sample.call.kernel);
    const auto kernel = static_cast<std::size_t>(place - problem.kernels.begin());
    for (std::size_t t = 0; t < terms.size(); ++t)
      a(i, column_of(kernel, t)) = terms[t].amount(sample.call, cache_bytes) / sample.seconds;
  }
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(rows);
  Eigen::VectorXd x = nonnegative_least_squares(a, ones);
  for (Eigen::Index j = 0; j < columns; ++j)
    if (x[j] * a.col(j).maxCoeff() < rounding) x[j] = 0;
  for (std::size_t k = 0; k < problem.kernels.size(); ++k)
    for (std::size_t t = 0; t < terms.size(); ++t)
      cost.laws[problem.kernels[k]].*terms[t].seconds = x[column_of(k, t)];
  return (a * x - ones).squaredNorm();
}

/// Kernels that are fitted together, or one by one.
std::vector<Problem> problems_of(const std::vector<MeasuredCall>& samples) {
  std::map<Kernel, Problem> alone;
  std::map<Kernel, std::set<Layer>> layers;
  for (const MeasuredCall& sample : samples) {
    const Kernel kernel = sample.call.kernel;
    alone[kernel].kernels = {kernel};
    alone[kernel].samples.push_back(&sample);
    layers[kernel].insert(layer_of(sample));
  }
  if (alone.contains(Kernel::conv) && alone.contains(Kernel::winograd)) {
    const std::size_t few = cost_terms().size();
    Problem& conv = alone[Kernel::conv];
    const Problem& winograd = alone[Kernel::winograd];
    if (std::min(layers[Kernel::conv].size(), layers[Kernel::winograd].size()) < few) {
      conv.kernels.push_back(Kernel::winograd);
      conv.samples.insert(conv.samples.end(), winograd.samples.begin(), winograd.samples.end());
      alone.erase(Kernel::winograd);
    }
  }
  std::vector<Problem> problems;
  for (auto& [kernel, problem] : alone) problems.push_back(std::move(problem));
  return problems;
}

void lend(CostFit& fit, Kernel from, Kernel to) {
  std::map<Kernel, KernelLaw>& laws = fit.cost.laws;
  if (!laws.contains(from) || laws.contains(to)) return;
  laws[to] = laws[from];
  fit.notes.push_back(name_of(kernel_words, to) + ": not measured, has the law of " +
                      name_of(kernel_words, from));
}

}  // namespace

Eigen::VectorXd nonnegative_least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  Eigen::VectorXd lengths = a.colwise().norm();
  for (double& length : lengths)
    if (length == 0) length = 1;
  const Eigen::MatrixXd scaled = a * lengths.cwiseInverse().asDiagonal();
  return solve_scaled(scaled, b).cwiseQuotient(lengths);
}

CostFit fit_cost(const std::vector<MeasuredCall>& samples) {
  constexpr double everything = 1e18;  // nothing is far
  constexpr double notably = 0.98;
  const std::vector<Problem> problems = problems_of(samples);
  ComputeCost best;
  double least = std::numeric_limits<double>::infinity();
  const auto attempt = [&](double cache_bytes) {
    ComputeCost cost;
    cost.cache_bytes = cache_bytes;
    double errors = 0;
    for (const Problem& problem : problems) errors += solve(problem, cache_bytes, cost);
    if (errors >= notably * least) return;
    least = errors;
    best = std::move(cost);
  };
  attempt(everything);
  if (least > 1e-18 * static_cast<double>(samples.size()))
    for (double cache_bytes = 1U << 17U; cache_bytes <= 1U << 26U; cache_bytes *= 2)
      attempt(cache_bytes);
  const bool far =
      std::ranges::any_of(best.laws, [](const auto& law) { return law.second.s_per_far_byte > 0; });
  if (!far) best.cache_bytes = 0;
  CostFit fit{.cost = std::move(best), .notes = {}};
  for (const Problem& problem : problems)
    if (problem.kernels.size() > 1)
      fit.notes.push_back(
          name_of(kernel_words, problem.kernels[0]) + " and " +
          name_of(kernel_words, problem.kernels[1]) +
          ": one has few layers, so that calls, operations and weights cost the same in both");
  lend(fit, Kernel::depthwise, Kernel::pool);
  lend(fit, Kernel::pool, Kernel::depthwise);
  return fit;
}

}  // namespace modnn
