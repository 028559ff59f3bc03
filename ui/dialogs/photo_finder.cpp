#include "ui/dialogs/photo_finder.h"

#include <QElapsedTimer>

namespace creel {

namespace {

constexpr int wholeName = 3;
constexpr int beginning = 2;
constexpr int part = 1;

/// Photos between two looks at the clock.
constexpr int stride = 256;

} // namespace

void PhotoFinder::start(const PhotoItemModel& model, const QString& text, int from, Aim aim)
{
    m_model = &model;
    m_text = text;
    m_aim = aim;
    m_left = model.rowCount();
    m_found = -1;
    m_bestFit = 0;
    const int step = aim == Aim::Previous ? -1 : 1;
    m_position = m_left > 0 ? (std::max(from, 0) + (aim == Aim::Best ? 0 : step) + m_left) % m_left : 0;
}

bool PhotoFinder::step(int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    const int count = m_model ? m_model->rowCount() : 0;
    for (int looked = 0; m_left > 0; ++looked) {
        if (looked > 0 && looked % stride == 0 && clock.elapsed() >= milliseconds)
            break;
        const int fits = fit(m_position);
        if (fits > m_bestFit) {
            m_bestFit = fits;
            m_found = m_position;
        }
        const bool isEnough = m_aim == Aim::Best ? m_bestFit == wholeName : m_bestFit > 0;
        m_position = (m_position + (m_aim == Aim::Previous ? count - 1 : 1)) % count;
        m_left = isEnough ? 0 : m_left - 1;
    }
    return isOver();
}

int PhotoFinder::fit(int position) const
{
    const QString name = QString::fromUtf8(m_model->photoIndex()->name(m_model->photoRow(position)));
    const qsizetype at = name.indexOf(m_text, 0, Qt::CaseInsensitive);
    if (at < 0)
        return 0;
    if (at > 0)
        return part;
    return name.size() == m_text.size() || name[m_text.size()] == QLatin1Char('.') ? wholeName : beginning;
}

} // namespace creel
