#pragma once

#include "ui/desk.h"

#include <QWidget>

class QComboBox;
class QPlainTextEdit;

namespace creel {

class ColourPicker;
class ReferencePhotos;
class ThumbnailLoader;

/// Colour, digit, description and reference photos of one label. Every change is an edit of the desk.
class LabelForm : public QWidget
{
    Q_OBJECT

public:
    LabelForm(Desk& desk, QWidget* parent);

    /// Shows the label as the desk has it now; disabled for none. Keeps what is being typed about the one
    /// that is shown.
    void showLabel(LabelId label);
    void setThumbnails(ThumbnailLoader& thumbnails);
    /// Writes a description that is still being typed.
    void commit();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void fillDigits();
    void change(const std::function<void(Label&)>& change);

    Desk& m_desk;
    LabelId m_label;
    QString m_shownDescription;
    ColourPicker* m_colour;
    QComboBox* m_digit;
    QPlainTextEdit* m_description;
    ReferencePhotos* m_references;
};

} // namespace creel
