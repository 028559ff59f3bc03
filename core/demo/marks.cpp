#include "core/demo/marks.h"

#include <opencv2/imgproc.hpp>

namespace creel::demo {

namespace {

/// A place on the flank: x along the fish, v from -1 at the back to 1 at the belly.
struct Place
{
    float x = 0;
    float v = 0;
    float radius = 0; ///< lengths of the fish
};

/// Where one kind of spot is found.
struct SpotField
{
    int count = 0;
    float fromX = 0;
    float toX = 1;
    float fromV = -1;
    float toV = 1;
    float minRadius = 0;
    float maxRadius = 0;
    float gap = 1; ///< least distance in radii
};

class MarkPainter
{
public:
    MarkPainter(Layer& fish, const cv::Mat& body, const Outline& outline, cv::RNG& random)
        : m_fish(fish), m_body(body), m_outline(outline), m_random(random)
    {}

    /// Spots that keep their distance from each other and from all scattered before.
    std::vector<Place> scatter(const SpotField& field)
    {
        std::vector<Place> places;
        for (int attempt = 0; attempt < field.count * 12 && int(places.size()) < field.count; ++attempt) {
            const Place place{m_random.uniform(field.fromX, field.toX),
                              m_random.uniform(field.fromV, field.toV),
                              m_random.uniform(field.minRadius, field.maxRadius)};
            if (!isFree(place, field.gap))
                continue;
            places.push_back(place);
            m_taken.push_back(place);
        }
        return places;
    }

    void paint(const std::vector<Place>& places, float grow, const Rgb& colour, float opacity, double blur)
    {
        cv::Mat mask(m_body.size(), CV_8UC1, cv::Scalar::all(0));
        for (const Place& place : places) {
            // Flanks curve away from the eye: spots near an edge are flat.
            const float flat = std::sqrt(std::max(0.25F, 1 - place.v * place.v));
            const double radius = place.radius * grow * FishCanvas::length;
            const cv::Size2f size(float(2 * radius * m_random.uniform(0.85F, 1.2F)),
                                  float(2 * radius * flat * m_random.uniform(0.85F, 1.1F)));
            cv::ellipse(mask, cv::RotatedRect(centre(place), size, m_random.uniform(-25.0F, 25.0F)),
                        cv::Scalar::all(255), cv::FILLED, cv::LINE_AA);
        }
        cv::GaussianBlur(mask, mask, {}, blur);
        cv::min(mask, m_body, mask);
        paintMask(m_fish.colour, mask, colour, opacity);
    }

private:
    cv::Point2f centre(const Place& place) const
    {
        const float y = place.v < 0 ? place.v * m_outline.back(place.x) : place.v * m_outline.belly(place.x);
        return FishCanvas::point(place.x, y);
    }

    bool isFree(const Place& place, float gap) const
    {
        for (const Place& other : m_taken) {
            const double distance = cv::norm(centre(place) - centre(other)) / FishCanvas::length;
            if (distance < double((place.radius + other.radius) * gap))
                return false;
        }
        return true;
    }

    Layer& m_fish;
    const cv::Mat& m_body;
    const Outline& m_outline;
    cv::RNG& m_random;
    std::vector<Place> m_taken;
};

/// Dark spots and a few red ones, many with a pale halo.
void paintBrownMarks(MarkPainter& painter, cv::RNG& random)
{
    const auto red =
        painter.scatter({random.uniform(12, 22), 0.24F, 0.82F, -0.28F, 0.42F, 0.0052F, 0.0078F, 3.0F});
    const auto dark =
        painter.scatter({random.uniform(70, 120), 0.21F, 0.82F, -0.92F, 0.22F, 0.0058F, 0.0102F, 1.75F});
    const auto cheek =
        painter.scatter({random.uniform(8, 14), 0.10F, 0.19F, -0.75F, 0.15F, 0.0045F, 0.007F, 1.9F});
    painter.paint(red, 1.95F, {0.86F, 0.84F, 0.78F}, 0.75F, 2.2);
    painter.paint(dark, 1.6F, {0.82F, 0.74F, 0.56F}, 0.55F, 2.4);
    painter.paint(dark, 1, {0.12F, 0.085F, 0.05F}, 0.92F, 1.3);
    painter.paint(cheek, 1, {0.14F, 0.10F, 0.06F}, 0.85F, 1.3);
    painter.paint(red, 1.05F, {0.78F, 0.17F, 0.09F}, 0.95F, 1.2);
}

/// Pale yellow, orange and pink spots, never a black one.
void paintBullMarks(MarkPainter& painter, cv::RNG& random)
{
    const auto yellow =
        painter.scatter({random.uniform(90, 130), 0.2F, 0.83F, -0.9F, 0.1F, 0.0045F, 0.0078F, 1.7F});
    const auto pink =
        painter.scatter({random.uniform(45, 70), 0.2F, 0.83F, -0.35F, 0.5F, 0.0055F, 0.0088F, 1.8F});
    painter.paint(yellow, 1, {0.86F, 0.80F, 0.55F}, 0.85F, 1.6);
    painter.paint(pink, 1.15F, {0.90F, 0.72F, 0.60F}, 0.5F, 2.2);
    painter.paint(pink, 0.9F, {0.93F, 0.56F, 0.44F}, 0.9F, 1.4);
}

/// Many small black spots, most of them on the back and towards the tail.
void paintRainbowMarks(MarkPainter& painter, cv::RNG& random)
{
    const SpotField back{random.uniform(170, 240), 0.19F, 0.84F, -0.95F, -0.12F, 0.0026F, 0.0052F, 1.7F};
    const SpotField flank{random.uniform(30, 80), 0.3F, 0.84F, -0.15F, 0.4F, 0.0022F, 0.0042F, 2.2F};
    const SpotField rear{random.uniform(40, 70), 0.62F, 0.85F, -0.9F, 0.75F, 0.0026F, 0.005F, 1.7F};
    const SpotField head{random.uniform(14, 26), 0.05F, 0.18F, -0.92F, -0.25F, 0.002F, 0.0038F, 1.9F};
    for (const SpotField& field : {back, flank, rear, head})
        painter.paint(painter.scatter(field), 1, {0.06F, 0.07F, 0.07F}, 0.9F, 0.9);
}

} // namespace

void paintMarks(Layer& fish, const cv::Mat& body, Species species, const Outline& outline, cv::RNG& random)
{
    MarkPainter painter(fish, body, outline, random);
    switch (species) {
    case Species::Brown:
        return paintBrownMarks(painter, random);
    case Species::Bull:
        return paintBullMarks(painter, random);
    case Species::Rainbow:
        return paintRainbowMarks(painter, random);
    }
}

} // namespace creel::demo
