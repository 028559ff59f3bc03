#include "models/int8/cascade.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace creel {

namespace {

constexpr double leastAgreement = 0.99;

/// Whether both give a row the same class.
bool agree(std::span<const float> a, std::span<const float> b)
{
    return std::ranges::max_element(a) - a.begin() == std::ranges::max_element(b) - b.begin();
}

} // namespace

std::vector<float> marginsOf(std::span<const float> probabilities, int classes)
{
    std::vector<float> margins;
    for (size_t first = 0; first < probabilities.size(); first += size_t(classes)) {
        const auto row = probabilities.subspan(first, size_t(classes));
        std::vector<float> best(row.begin(), row.end());
        std::ranges::partial_sort(best, best.begin() + 2, std::greater());
        margins.push_back(best[0] - best[1]);
    }
    return margins;
}

Int8Facts measureCascade(std::span<const float> int8, std::span<const float> float32, int classes)
{
    const std::vector<float> margins = marginsOf(int8, classes);
    std::vector<float> wrong; // margins of photos that int8 alone gets differently
    for (size_t i = 0; i < margins.size(); ++i)
        if (!agree(int8.subspan(i * size_t(classes), size_t(classes)),
                   float32.subspan(i * size_t(classes), size_t(classes))))
            wrong.push_back(margins[i]);
    std::ranges::sort(wrong, std::greater());
    // As many of the most confident disagreements as are allowed stay; the next is computed again.
    const auto allowed = size_t((1 - leastAgreement) * double(margins.size()) + 1e-9);
    Int8Facts facts;
    if (wrong.size() > allowed)
        facts.margin = double(std::nextafter(wrong[allowed], 2.0F));
    const auto isRerun = [&](float margin) {
        return double(margin) < facts.margin;
    };
    const auto count = double(std::max<size_t>(margins.size(), 1));
    facts.rerun = double(std::ranges::count_if(margins, isRerun)) / count;
    facts.agreement =
        1 - double(std::ranges::count_if(wrong, [&](float margin) { return !isRerun(margin); })) / count;
    return facts;
}

} // namespace creel
