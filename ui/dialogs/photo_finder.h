#pragma once

#include "ui/photo_item_model.h"

namespace creel {

/// Looks through the current set for a photo whose name holds some text, a few milliseconds at a time, so
/// that the window never waits. GUI thread.
class PhotoFinder
{
public:
    enum class Aim
    {
        Best, ///< the whole name before its beginning before a part of it
        Next,
        Previous
    };

    /// Begins at the photo after (or before) `from` and goes around the end. Upper and lower case are one.
    void start(const PhotoItemModel& model, const QString& text, int from, Aim aim);
    /// Looks on for about `milliseconds`. True once the search is over.
    bool step(int milliseconds);
    bool isOver() const { return m_left == 0; }
    /// Position of the best photo so far; -1 for none.
    int found() const { return m_found; }

private:
    int fit(int position) const;

    const PhotoItemModel* m_model = nullptr;
    QString m_text;
    Aim m_aim = Aim::Best;
    int m_position = 0;
    int m_left = 0;
    int m_found = -1;
    int m_bestFit = 0;
};

} // namespace creel
