#include "core/demo/camera.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace creel::demo {

namespace {

constexpr float oversampling = 1.3F; ///< painted larger, so that edges are smooth

cv::Size frameSize(cv::RNG& random)
{
    const int kind = random.uniform(0, 10);
    if (kind == 0)
        return {480, 640};
    if (kind == 1)
        return {640, 640};
    return {640, kind < 4 ? 427 : 480};
}

cv::Size paintedSize(cv::Size frame)
{
    return {cvRound(float(frame.width) * oversampling), cvRound(float(frame.height) * oversampling)};
}

/// How the fish lies in the picture.
struct Pose
{
    float scale = 1;
    float degrees = 0;
    bool facesRight = false;
    cv::Point2f centre;

    /// From the fish's canvas to the picture.
    cv::Matx23f transform() const
    {
        const float angle = degrees * float(CV_PI) / 180;
        const float c = scale * std::cos(angle);
        const float s = scale * std::sin(angle);
        const float mirror = facesRight ? -1.0F : 1.0F;
        const cv::Point2f middle = FishCanvas::point(0.5F, 0);
        const cv::Matx22f turn(c * mirror, -s, s * mirror, c);
        const cv::Vec2f moved = turn * cv::Vec2f(middle.x, middle.y);
        return {turn(0, 0), turn(0, 1), centre.x - moved[0], turn(1, 0), turn(1, 1), centre.y - moved[1]};
    }

    cv::Point2f toPicture(float x, float y) const
    {
        const cv::Matx23f m = transform();
        const cv::Point2f p = FishCanvas::point(x, y);
        return {m(0, 0) * p.x + m(0, 1) * p.y + m(0, 2), m(1, 0) * p.x + m(1, 1) * p.y + m(1, 2)};
    }
};

Pose randomPose(Scene scene, cv::Size picture, cv::RNG& random)
{
    Pose pose;
    const bool isUpright = picture.height > picture.width;
    const auto shorter = float(std::min(picture.width, picture.height));
    const float lengthShare = isUpright ? random.uniform(0.85F, 1.1F) : random.uniform(0.75F, 1.12F);
    pose.scale = lengthShare * shorter / float(FishCanvas::length);
    if (!isUpright && picture.width > picture.height)
        pose.scale *= 1.08F;
    const float spread = scene == Scene::Underwater || scene == Scene::Hand ? 12.0F : 34.0F;
    pose.degrees = random.uniform(-spread, spread) + (isUpright ? random.uniform(35.0F, 65.0F) : 0.0F);
    pose.facesRight = random.uniform(0, 2) == 0;
    pose.centre = {float(picture.width) * random.uniform(0.44F, 0.56F),
                   float(picture.height) * random.uniform(0.42F, 0.56F)};
    return pose;
}

/// Bends the fish: a live one is never straight.
Layer bent(const Layer& fish, cv::RNG& random)
{
    const float sag = random.uniform(-0.05F, 0.05F) * FishCanvas::length;
    const float wave = random.uniform(-0.014F, 0.014F) * FishCanvas::length;
    cv::Mat mapX(fish.alpha.size(), CV_32FC1);
    cv::Mat mapY(fish.alpha.size(), CV_32FC1);
    for (int y = 0; y < mapX.rows; ++y) {
        for (int x = 0; x < mapX.cols; ++x) {
            const float u = (float(x) - FishCanvas::margin) / FishCanvas::length;
            mapX.at<float>(y, x) = float(x);
            mapY.at<float>(y, x) =
                float(y) + sag * (4 * (u - 0.45F) * (u - 0.45F) - 0.4F) + wave * std::sin(u * 6.5F);
        }
    }
    Layer result(fish.alpha.size());
    cv::remap(fish.colour, result.colour, mapX, mapY, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::remap(fish.alpha, result.alpha, mapX, mapY, cv::INTER_LINEAR);
    return result;
}

/// The layer on a picture. Colours are multiplied by their alpha on the way, so that edges stay clean.
Layer placed(const Layer& layer, const Pose& pose, cv::Size picture)
{
    cv::Mat covered;
    cv::Mat alpha3;
    cv::merge(std::vector<cv::Mat>{layer.alpha, layer.alpha, layer.alpha}, alpha3);
    cv::multiply(layer.colour, alpha3, covered);
    Layer result(picture);
    cv::warpAffine(covered, result.colour, pose.transform(), picture, cv::INTER_AREA);
    cv::warpAffine(layer.alpha, result.alpha, pose.transform(), picture, cv::INTER_AREA);
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            if (const float alpha = result.alpha.at<float>(y, x); alpha > 0.001F)
                result.colour.at<Rgb>(y, x) *= 1 / alpha;
        }
    }
    return result;
}

void castShadow(cv::Mat& canvas, const Layer& fish, cv::RNG& random)
{
    const float distance = random.uniform(5.0F, 14.0F);
    const cv::Matx23f move(1, 0, distance * random.uniform(-0.6F, 0.9F), 0, 1, distance);
    Layer shadow(canvas.size());
    cv::warpAffine(fish.alpha, shadow.alpha, move, canvas.size());
    cv::GaussianBlur(shadow.alpha, shadow.alpha, {}, double(distance));
    shadow.alpha *= 0.62;
    compose(canvas, shadow);
}

Rgb skin(cv::RNG& random)
{
    static const std::array<Rgb, 4> tones{Rgb{0.87F, 0.66F, 0.54F}, Rgb{0.78F, 0.56F, 0.43F},
                                          Rgb{0.60F, 0.41F, 0.30F}, Rgb{0.42F, 0.28F, 0.20F}};
    return varied(random, tones[size_t(random.uniform(0, 4))], 0.04F);
}

/// A hand under the belly: the arm and the palm behind the fish, fingertips in front of it.
class Hand
{
public:
    Hand(const Pose& pose, cv::RNG& random) : m_pose(pose), m_random(random), m_skin(skin(random))
    {
        m_grip = random.uniform(0.34F, 0.46F);
        m_unit = pose.scale * FishCanvas::length;
    }

    void paintBehind(cv::Mat& canvas)
    {
        const cv::Point2f palm = m_pose.toPicture(m_grip + 0.02F, 0.125F);
        const cv::Point2f elbow(palm.x + m_random.uniform(-0.35F, 0.35F) * m_unit,
                                float(canvas.rows) + 0.3F * m_unit);
        const cv::Point2f cuff = palm + (elbow - palm) * 0.42F;
        static const std::array<Rgb, 3> sleeves{Rgb{0.30F, 0.36F, 0.30F}, Rgb{0.42F, 0.40F, 0.36F},
                                                Rgb{0.26F, 0.33F, 0.46F}};
        compose(canvas, limb(canvas.size(), palm, elbow, 0.062F * m_unit, m_skin));
        compose(canvas,
                limb(canvas.size(), cuff, elbow, 0.085F * m_unit, sleeves[size_t(m_random.uniform(0, 3))]));
        compose(canvas, limb(canvas.size(), m_pose.toPicture(m_grip - 0.04F, 0.125F),
                             m_pose.toPicture(m_grip + 0.09F, 0.125F), 0.062F * m_unit, m_skin * 0.92F));
    }

    void paintFront(cv::Mat& canvas)
    {
        for (int finger = 0; finger < 4; ++finger) {
            const float x = m_grip - 0.055F + 0.047F * float(finger);
            const float reach = finger == 3 ? 0.052F : m_random.uniform(0.022F, 0.036F);
            const cv::Point2f knuckle = m_pose.toPicture(x + 0.012F, 0.15F);
            const cv::Point2f tip = m_pose.toPicture(x - 0.006F, reach);
            Layer limbLayer =
                limb(canvas.size(), knuckle, tip, 0.0235F * m_unit, varied(m_random, m_skin, 0.015F));
            castShadow(canvas, limbLayer, m_random);
            compose(canvas, limbLayer);
            paintNail(canvas, tip, knuckle);
        }
    }

private:
    void paintNail(cv::Mat& canvas, cv::Point2f tip, cv::Point2f knuckle)
    {
        const cv::Point2f back = (knuckle - tip) / float(cv::norm(knuckle - tip));
        cv::Mat nail(canvas.size(), CV_8UC1, cv::Scalar::all(0));
        const float turn = std::atan2(back.y, back.x) * 180 / float(CV_PI);
        cv::ellipse(nail,
                    cv::RotatedRect(tip + back * (0.004F * m_unit),
                                    cv::Size2f(0.03F * m_unit, 0.024F * m_unit), turn),
                    cv::Scalar::all(255), cv::FILLED, cv::LINE_AA);
        cv::GaussianBlur(nail, nail, {}, 1.2);
        paintMask(canvas, nail, mix(m_skin, {1.0F, 0.86F, 0.82F}, 0.5F), 0.6F);
    }

    const Pose& m_pose;
    cv::RNG& m_random;
    Rgb m_skin;
    float m_grip = 0.4F;
    float m_unit = 1;
};

/// Water between the lens and the fish.
void submerge(cv::Mat& canvas, cv::RNG& random)
{
    const Rgb water = varied(random, {0.17F, 0.38F, 0.38F}, 0.05F);
    const float haze = random.uniform(0.2F, 0.42F);
    for (Rgb& pixel : cv::Mat_<Rgb>(canvas))
        pixel = mix(pixel, water, haze);
}

/// Light, lens and sensor.
void expose(cv::Mat& canvas, cv::RNG& random)
{
    const float exposure = std::exp(random.uniform(-0.32F, 0.26F));
    const float warmth = random.uniform(-0.09F, 0.09F);
    const float contrast = random.uniform(0.85F, 1.15F);
    const float vignette = random.uniform(0.0F, 0.45F);
    const cv::Point2f sun(random.uniform(0.0F, 1.0F), random.uniform(0.0F, 1.0F));
    const float glow = random.uniform(0, 3) == 0 ? random.uniform(0.1F, 0.3F) : 0.0F;
    const cv::Mat dapple = smoothNoise(random, canvas.size(), random.uniform(140.0, 300.0), 2);
    const float shade = random.uniform(0.1F, 1.1F); // clouds, trees and the photographer's own shadow
    for (int y = 0; y < canvas.rows; ++y) {
        for (int x = 0; x < canvas.cols; ++x) {
            const float u = float(x) / float(canvas.cols);
            const float v = float(y) / float(canvas.rows);
            const float out = (u - 0.5F) * (u - 0.5F) + (v - 0.5F) * (v - 0.5F);
            const float near = std::exp(-((u - sun.x) * (u - sun.x) + (v - sun.y) * (v - sun.y)) / 0.08F);
            Rgb& pixel = canvas.at<Rgb>(y, x);
            pixel *= 1 + shade * (dapple.at<float>(y, x) - 0.5F);
            pixel = (pixel * exposure - Rgb::all(0.5F)) * contrast + Rgb::all(0.5F);
            pixel = (pixel + Rgb::all(glow * near)) * (1 - vignette * out);
            pixel[0] *= 1 + warmth;
            pixel[2] *= 1 - warmth;
        }
    }
}

void blur(cv::Mat& canvas, cv::RNG& random)
{
    if (random.uniform(0, 6) == 0) { // a moving camera
        const int length = random.uniform(5, 13);
        cv::Mat kernel(length, length, CV_32FC1, cv::Scalar::all(0));
        const double angle = random.uniform(0.0, CV_PI);
        const cv::Point2d reach(std::cos(angle) * length / 2, std::sin(angle) * length / 2);
        const cv::Point2d middle(length / 2, length / 2); // NOLINT: a whole pixel
        cv::line(kernel, middle - reach, middle + reach, cv::Scalar::all(1));
        kernel /= cv::sum(kernel)[0];
        cv::filter2D(canvas, canvas, -1, kernel, {-1, -1}, 0, cv::BORDER_REFLECT);
    }
    const double sigma = random.uniform(0, 4) == 0 ? random.uniform(1.2, 2.6) : random.uniform(0.2, 0.9);
    cv::GaussianBlur(canvas, canvas, {}, sigma);
}

QImage developed(const cv::Mat& canvas, cv::Size frame, cv::RNG& random)
{
    cv::Mat small;
    cv::resize(canvas, small, frame, 0, 0, cv::INTER_AREA);
    cv::Mat noise(frame, CV_32FC3);
    random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.004, 0.02));
    small += noise;
    cv::Mat bytes;
    small.convertTo(bytes, CV_8U, 255);
    return QImage(bytes.data, bytes.cols, bytes.rows, qsizetype(bytes.step), QImage::Format_RGB888).copy();
}

} // namespace

QImage photographTrout(Species species, Scene scene, cv::RNG& random)
{
    const cv::Size frame = frameSize(random);
    const cv::Size picture = paintedSize(frame);
    cv::Mat canvas = paintScene(scene, picture, random);
    const Pose pose = randomPose(scene, picture, random);
    std::optional<Hand> hand;
    if (scene == Scene::Hand)
        hand.emplace(pose, random).paintBehind(canvas);
    const Layer fish = placed(bent(paintTrout(species, random), random), pose, picture);
    if (scene != Scene::Hand && scene != Scene::Underwater)
        castShadow(canvas, fish, random);
    compose(canvas, fish);
    if (hand)
        hand->paintFront(canvas);
    if (scene == Scene::Underwater)
        submerge(canvas, random);
    expose(canvas, random);
    blur(canvas, random);
    return developed(canvas, frame, random);
}

QImage photographJunk(bool isTackleBox, cv::RNG& random)
{
    const cv::Size frame = frameSize(random);
    cv::Mat canvas =
        isTackleBox ? paintTackleBox(paintedSize(frame), random) : paintRiver(paintedSize(frame), random);
    expose(canvas, random);
    blur(canvas, random);
    return developed(canvas, frame, random);
}

} // namespace creel::demo
